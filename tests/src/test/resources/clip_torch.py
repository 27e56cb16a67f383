"""The picture side of ViT-L/14 with random weights in PyTorch: THREADS RUNS LAYERS."""

import sys
import time

import torch
from torch import nn

BATCH, WIDTH, HEADS, PATCH, SIZE, EMBED = 16, 1024, 16, 14, 224, 768


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.attn = nn.MultiheadAttention(WIDTH, HEADS, batch_first=True)
        self.ln_1 = nn.LayerNorm(WIDTH)
        self.ln_2 = nn.LayerNorm(WIDTH)
        self.c_fc = nn.Linear(WIDTH, 4 * WIDTH)
        self.c_proj = nn.Linear(4 * WIDTH, WIDTH)

    def forward(self, x):
        y = self.ln_1(x)
        x = x + self.attn(y, y, y, need_weights=False)[0]
        y = self.c_fc(self.ln_2(x))
        return x + self.c_proj(y * torch.sigmoid(1.702 * y))


class Vision(nn.Module):
    def __init__(self, layers):
        super().__init__()
        scale = WIDTH**-0.5
        self.conv1 = nn.Conv2d(3, WIDTH, PATCH, PATCH, bias=False)
        self.class_embedding = nn.Parameter(scale * torch.randn(WIDTH))
        self.positions = nn.Parameter(scale * torch.randn((SIZE // PATCH) ** 2 + 1, WIDTH))
        self.ln_pre = nn.LayerNorm(WIDTH)
        self.blocks = nn.Sequential(*[Block() for _ in range(layers)])
        self.ln_post = nn.LayerNorm(WIDTH)
        self.proj = nn.Parameter(scale * torch.randn(WIDTH, EMBED))

    def forward(self, images):
        x = self.conv1(images).flatten(2).transpose(1, 2)
        x = torch.cat([self.class_embedding.expand(len(x), 1, -1), x], 1) + self.positions
        x = self.blocks(self.ln_pre(x))
        return self.ln_post(x[:, 0]) @ self.proj


threads, runs, layers = (int(each) for each in sys.argv[1:4])
torch.set_num_threads(threads)
model = Vision(layers).eval()
images = torch.randn(BATCH, 3, SIZE, SIZE)
wall, processor = [], []
with torch.inference_mode():
    for _ in range(runs):
        start, start_of_processor = time.perf_counter(), time.process_time()
        model(images)
        wall.append(time.perf_counter() - start)
        processor.append(time.process_time() - start_of_processor)
print("wall", min(wall))
print("processor", min(processor))
