"""What the games say in Chinese, by its English."""

from __future__ import annotations

GAMES: dict[str, str] = {
    # The full screen.
    "games": "游戏",
    "Games": "游戏",
    "Playing": "游戏中",
    "play": "玩",
    "Play: a derby, a mutant, two knobs": "玩游戏：赛马、变异体、旋钮",
    "Play the chosen game": "玩选中的游戏",
    "Choose the game above": "选上一个游戏",
    "Choose the game below": "选下一个游戏",
    "Back to where you were": "回到原处",
    "Run with the knobs; go on": "按旋钮运行；继续",
    "Back a runner; answer": "押一位选手；回答",
    "Turn it down; stake less": "调低；少押",
    "Turn it up; stake more": "调高；多押",
    "Put the mutant on the bench": "把变异体放上实验台",
    "Leave the game": "离开游戏",
    "Whatever happens, our optimizers really did it.": "无论发生什么，都是我们的优化器真跑出来的。",
    "A letter backs its runner with {stake} coins.": "按字母押它 {stake} 枚。",
    "stake": "赌注",
    "Stake": "赌注",
    "the mutant": "变异体",
    "as torch has it": "与 torch 一致",
    "They walk to the start…": "选手入场……",
    "{left} tries left.": "还有 {left} 次机会。",
    "This was tried; turn a knob.": "这样试过了；请转动旋钮。",
    "Enter plays the next one.": "按 Enter 玩下一局。",
    "Optimizer Derby": "优化器赛马",
    "Bet on who reaches the valley first. The race is a real run; so is the loss.": (
        "押谁先到谷底。比赛是真跑出来的，损失也是。"
    ),
    "Spot the mutant": "谁是变异体",
    "Two trajectories, one of them wrong. Which, and what does it believe?": (
        "两条轨迹，一条是错的。哪一条？它信了什么？"
    ),
    "Tune it": "调到最好",
    "Two knobs, six tries. Get down to the target in the fewest steps.": (
        "两个旋钮，六次机会，用最少的步数到达目标。"
    ),
    "1 step": "1 步",
    "{count} steps": "{count} 步",
    "Long Valley": "长谷",
    "The Ravine": "深涧",
    "Banana Bend": "香蕉弯",
    "Beale's Corner": "比尔角",
    "Four Inns": "四家客栈",
    # The derby.
    "{course}: f = {loss}. First below {home:g} wins.": (
        "{course}：f = {loss}。最先低于 {home:g} 者胜。"
    ),
    "{first} is home! The rest may take their time.": "{first} 到了！其余各位慢慢来。",
    "And they are off!": "出发！",
    "Everybody climbs. Somebody should tell them it is downhill.": (
        "全都在往上爬。谁去告诉它们该下坡。"
    ),
    "{first} and {second}, gradient by gradient!": "{first} 和 {second} 你追我赶，一步一梯度！",
    "{first} can smell the minimum.": "{first} 已经闻到最小值了。",
    "{first} leads, and {second} is next down the slope.": "{first} 领先，{second} 紧随其后下坡。",
    "scratched: {reason}": "退赛：{reason}",
    "home after {steps}": "{steps}到达",
    "left the map at full speed (the loss is infinite)": "全速冲出地图(损失无穷大)",
    "still out there, at loss {loss:.3g}": "还在路上，损失 {loss:.3g}",
    "Nobody came home. The bank returns the stake, with a straight face.": (
        "无人到达。庄家面不改色，退还赌注。"
    ),
    "You win {paid} coins. Call it intuition.": "你赢了 {paid} 枚。就说是直觉吧。",
    "That was the last coin. The bank will lend you {loan}.": (
        "最后一枚也没了。庄家借你 {loan} 枚。"
    ),
    "The bank thanks you for {stake} coins.": "庄家感谢你的 {stake} 枚。",
    "Race {number}. {purse} coins.": "第 {number} 场。你有 {purse} 枚。",
    "The field rehearses…": "选手热身中……",
    "pays {odds:g} for 1": "1 赔 {odds:g}",
    "Your favourite": "你押谁",
    "How many coins? {stakes}; Enter for {least}": "押几枚？{stakes}；回车为 {least}",
    "Enter for the next race, q to go home": "回车看下一场，q 回家",
    "You go home with {purse} coins.": "你带着 {purse} 枚回家。",
    "log₁₀ of the loss": "损失的 log₁₀",
    # Spot the mutant.
    "Round {number} of {rounds}.": "第 {number} 轮，共 {rounds} 轮。",
    "{opt}({options}) on f = {loss}, from x = {start:g}.": (
        "{opt}({options})，f = {loss}，从 x = {start:g} 出发。"
    ),
    "x of {letter}": "{letter} 的 x",
    "Which one is wrong, A or B?": "哪一个是错的，A 还是 B？",
    "And what does it believe?": "它信了什么？",
    "Its belief": "它相信",
    "Yes: {letter} is the mutant.": "对：{letter} 是变异体。",
    "No: {letter} is the mutant. The other one is as torch has it.": (
        "不对：{letter} 是变异体。另一个与 torch 一致。"
    ),
    "And you know its bug.": "它的毛病你也认出来了。",
    "But its bug is another one.": "但它的毛病是另一个。",
    "It believes: {belief}": "它相信：{belief}",
    "See for yourself: {command}": "自己跑跑看：{command}",
    "{points} of {most}. The mutants have asked for your address.": (
        "{points} / {most}。变异体们正在打听你的住址。"
    ),
    "{points} of {most}. A trained eye.": "{points} / {most}。好眼力。",
    "{points} of {most}. The mutants got away. They always leave a trail, though.": (
        "{points} / {most}。变异体跑了。不过它们总会留下痕迹。"
    ),
    "The run failed: {reason}": "运行失败：{reason}",
    # Tune it.
    "{opt} on {course}, f = {loss}. Target: below {home:g}, in the fewest steps.": (
        "{opt}，{course}，f = {loss}。目标：用最少的步数低于 {home:g}。"
    ),
    "The house has a go…": "庄家先试……",
    "The house tried at random and never arrived. Beat that.": "庄家乱试了一通，没到。你来。",
    "The house tried at random: {steps}. Beat that.": "庄家乱试的成绩：{steps}。你来。",
    "{steps}, the best so far": "{steps}，目前最好",
    "it exploded: too much of something": "炸了：有什么太大了",
    "hardly moved: loss {loss:.3g}": "几乎没动：损失 {loss:.3g}",
    "not there yet: loss {loss:.3g}": "还没到：损失 {loss:.3g}",
    "Never arrived. The knobs send their regards.": "一次也没到。旋钮向你问好。",
    "{steps}: you beat the house.": "{steps}：你赢了庄家。",
    "{steps}: as good as the house, which did not think.": "{steps}：和庄家一样，而它没动脑子。",
    "{steps}: the house was luckier.": "{steps}：庄家运气更好。",
    "Try {number} of {tries}: {names}, such as {now}; q ends": (
        "第 {number} 次，共 {tries} 次：{names}，例如 {now}；q 结束"
    ),
    "Two numbers, please, or Enter for the dials as they stand.": (
        "请输入两个数，或按回车用现在的位置。"
    ),
    "Come back with more coins, or better knobs.": "带着更多的硬币或更好的旋钮再来吧。",
    # What mutants believe.
    "Dampening scales every gradient that enters the momentum buffer, the first one too.": (
        "阻尼会缩放每个进入动量缓冲的梯度，包括第一个。"
    ),
    "The momentum buffer is an exponential average of the gradients: μb + (1 − μ)g.": (
        "动量缓冲是梯度的指数平均：μb + (1 − μ)g。"
    ),
    "Nesterov momentum steps along the buffer, like plain momentum.": (
        "Nesterov 动量和普通动量一样，沿缓冲走。"
    ),
    "Weight decay λ adds the gradient of λθ², which is 2λθ.": (
        "权重衰减 λ 加上 λθ² 的梯度，即 2λθ。"
    ),
    "An optimizer moves the parameters along the gradient.": "优化器沿梯度方向移动参数。",
    "Weight decay in SGD shrinks θ by γλ and stays out of the momentum buffer.": (
        "SGD 的权重衰减把 θ 缩小 γλ，不进动量缓冲。"
    ),
    "Adam divides by the root of v as it is, zero start and all.": (
        "Adam 直接除以 v 的平方根，不管它从零开始。"
    ),
    "Adam adds ε under the square root: √(v̂ + ε).": "Adam 把 ε 加在根号里：√(v̂ + ε)。",
    "Adam adds ε before it corrects the bias: (√v + ε) / √(1 − β₂ᵗ).": (
        "Adam 在偏差校正之前加 ε：(√v + ε) / √(1 − β₂ᵗ)。"
    ),
    "AdamW adds λθ to the gradient, as Adam does.": "AdamW 像 Adam 一样把 λθ 加到梯度上。",
    "AdamW shrinks θ by λ a step, whatever the learning rate.": (
        "AdamW 每步把 θ 缩小 λ，与学习率无关。"
    ),
    "Adamax divides by the size of the present gradient.": "Adamax 除以当前梯度的大小。",
    "Adamax corrects the bias of u too: u / (1 − β₂ᵗ).": (
        "Adamax 也校正 u 的偏差：u / (1 − β₂ᵗ)。"
    ),
    "RMSprop adds ε under the square root, as TensorFlow does: √(v + ε).": (
        "RMSprop 像 TensorFlow 那样把 ε 加在根号里：√(v + ε)。"
    ),
    "RMSprop divides v by 1 − αᵗ, as Adam does, so that its first steps are γ long.": (
        "RMSprop 像 Adam 那样把 v 除以 1 − αᵗ，所以最初几步长为 γ。"
    ),
    "Centered RMSprop keeps the mean gradient but divides by the root of v alone.": (
        "中心化的 RMSprop 记着平均梯度，却只除以 v 的平方根。"
    ),
    "Adagrad keeps a running mean of g², with α = 0.99, as RMSprop does.": (
        "Adagrad 像 RMSprop 那样记 g² 的滑动平均，α = 0.99。"
    ),
    "Adagrad divides by the sum of g² itself.": "Adagrad 除以 g² 之和本身。",
    "lr_decay shortens the first step already: γ / (1 + tη).": (
        "lr_decay 从第一步就缩短步长：γ / (1 + tη)。"
    ),
    "The ε of Adadelta only guards a division, so it is not needed in the numerator.": (
        "Adadelta 的 ε 只是防止除零，分子里用不着。"
    ),
    "Adadelta divides g by the root of its mean square and is done, as RMSprop.": (
        "Adadelta 像 RMSprop 一样，把 g 除以它的均方根就完了。"
    ),
    "Rprop multiplies each step size by the gradient.": "Rprop 把步长乘以梯度。",
    "Where the gradient changes sign, Rprop halves the step and takes it.": (
        "梯度变号时，Rprop 把步长减半，照样走。"
    ),
    "RAdam steps as Adam does, from the first step on.": "RAdam 从第一步起就和 Adam 一样走。",
    "RAdam makes no step until v is to be trusted.": "在 v 可信之前，RAdam 一步也不走。",
}
