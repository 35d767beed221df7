"""Tables of TeX commands and their Unicode. Nothing else."""

from __future__ import annotations

_GREEK = (
    "alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι "
    "kappa κ lambda λ mu μ nu ν xi ξ pi π rho ρ sigma σ tau τ upsilon υ phi φ varphi φ chi χ psi ψ "
    "omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω"
)
_SIGNS = (
    "cdot · times × div ÷ pm ± mp ∓ le ≤ leq ≤ ge ≥ geq ≥ ne ≠ neq ≠ approx ≈ equiv ≡ sim ∼ "
    "propto ∝ ll ≪ gg ≫ in ∈ notin ∉ subset ⊂ cup ∪ cap ∩ infty ∞ nabla ∇ partial ∂ sum ∑ prod ∏ "
    "int ∫ to → rightarrow → leftarrow ← gets ← Rightarrow ⇒ Leftarrow ⇐ iff ⇔ mapsto ↦ forall ∀ "
    "exists ∃ neg ¬ land ∧ lor ∨ odot ⊙ otimes ⊗ oplus ⊕ circ ∘ star ⋆ ast ∗ dots … ldots … "
    "cdots ⋯ langle ⟨ rangle ⟩ lVert ‖ rVert ‖ Vert ‖ lvert | rvert | vert | mid | top ⊤ prime ′ "
    "ell ℓ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ leftarrow ← | ‖"
)
_WORDS = "log ln exp sin cos tan tanh min max argmin argmax sign sgn det mod lim sup inf"


def _pairs(table: str) -> dict[str, str]:
    words = table.split()
    return dict(zip(words[::2], words[1::2], strict=True))


SYMBOLS: dict[str, str] = {
    **_pairs(_GREEK),
    **_pairs(_SIGNS),
    **{word: word for word in _WORDS.split()},
    "quad": "  ",
    "qquad": "    ",
    **dict.fromkeys(",;: ", " "),
    "!": "",
}
"""What a command without arguments stands for."""

ACCENTS: dict[str, str] = {
    "hat": "\u0302",
    "widehat": "\u0302",
    "bar": "\u0304",
    "overline": "\u0304",
    "tilde": "\u0303",
    "dot": "\u0307",
    "ddot": "\u0308",
    "vec": "\u20d7",
}
"""Combining marks, put behind the first character of the argument."""

_RAISED = (
    "0⁰1¹2²3³4⁴5⁵6⁶7⁷8⁸9⁹+⁺-⁻−⁻=⁼(⁽)⁾aᵃbᵇcᶜdᵈeᵉfᶠgᵍhʰiⁱjʲkᵏlˡmᵐnⁿoᵒpᵖrʳsˢtᵗuᵘvᵛwʷxˣyʸzᶻ"
    "TᵀNᴺαᵅβᵝγᵞ′′⊤ᵀ"
)
_LOWERED = "0₀1₁2₂3₃4₄5₅6₆7₇8₈9₉+₊-₋−₋=₌(₍)₎aₐeₑhₕiᵢjⱼkₖlₗmₘnₙoₒpₚrᵣsₛtₜuᵤvᵥxₓβᵦγᵧρᵨφᵩχᵪ"

SUPERSCRIPTS: dict[str, str] = dict(zip(_RAISED[::2], _RAISED[1::2], strict=True))
SUBSCRIPTS: dict[str, str] = dict(zip(_LOWERED[::2], _LOWERED[1::2], strict=True))
