"""Topics of the shipped labs in Chinese."""

from __future__ import annotations

TOPICS: dict[str, str] = {
    "any formula": "任意公式",
    "training loop": "训练循环",
    "parameter groups": "参数组",
    "inside an optimizer": "优化器内部",
    "state and checkpoints": "状态与检查点",
    "schedules": "学习率调度",
    "descent and momentum": "下降与动量",
    "weight decay": "权重衰减",
    "adaptive rates": "自适应学习率",
    "signs, matrices, curvature": "符号、矩阵与曲率",
    "averages of weights": "权重平均",
    "speed and precision": "速度与精度",
    "several processes": "多进程",
    "losses": "损失函数",
    "initialisation": "初始化",
    "modules": "模块",
    "tensors and data": "张量与数据",
}
