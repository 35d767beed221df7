"""Does what a lab may: reads its own file, writes in the folder for that, starts a program."""

import subprocess
import sys
import tempfile
from pathlib import Path

from quizapp.lab.bench import Bench, lab


@lab(
    claim="Does what a lab may.",
    topic="rogue",
    measures={"own": "its first word", "kept": "what it wrote", "ran": "what a program printed"},
)
def keeps_house(bench: Bench) -> None:
    bench.measure("own", Path(__file__).read_text().split()[0])
    with tempfile.NamedTemporaryFile("w+") as file:
        file.write("kept")
        file.seek(0)
        bench.measure("kept", file.read())
    done = subprocess.run([sys.executable, "-c", "print(6 * 7)"], capture_output=True, check=True)
    bench.measure("ran", done.stdout.decode().strip())
