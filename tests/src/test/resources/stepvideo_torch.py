"""The network of TrainingSteps in PyTorch, written for a comparison of speed.

Arguments: FLOAT32 or BFLOAT16, threads, steps. Prints the least and the median seconds of a step:
forward, backward, clipping and a fused AdamW.
"""
import math
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

LAYERS, HEADS, HEAD_SIZE = 6, 6, 128
FRAMES, SIDE, CHANNELS = 4, 16, 64
CAPTION_TOKENS, CLIP_TOKENS, TEXT_CHANNELS = 320, 77, 1024
WIDTH = HEADS * HEAD_SIZE
TOKENS = FRAMES * SIDE * SIDE
PARTS = [HEAD_SIZE // 2, HEAD_SIZE // 4, HEAD_SIZE // 4]


def rotary():
    cosines, sines = [], []
    for axis, (extent, size) in enumerate(zip((FRAMES, SIDE, SIDE), PARTS)):
        frequencies = 10000.0 ** -(torch.arange(0, size, 2) / size)
        angles = torch.outer(torch.arange(extent).float(), frequencies)
        angles = torch.cat([angles, angles], dim=1)
        sign = torch.cat([-torch.ones(size // 2), torch.ones(size // 2)])
        shape = [1, 1, 1, size]
        shape[axis] = extent
        full = (FRAMES, SIDE, SIDE, size)
        cosines.append(angles.cos().view(shape).expand(full))
        sines.append((angles.sin() * sign).view(shape).expand(full))
    return (
        torch.cat(cosines, dim=3).reshape(TOKENS, 1, HEAD_SIZE),
        torch.cat(sines, dim=3).reshape(TOKENS, 1, HEAD_SIZE),
    )


def turned(x, tables):
    parts = []
    for part in x.split(PARTS, dim=-1):
        first, second = part.chunk(2, dim=-1)
        parts += [second, first]
    return x * tables[0] + torch.cat(parts, dim=-1) * tables[1]


class Rms(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(HEAD_SIZE))

    def forward(self, x):
        return F.rms_norm(x, (HEAD_SIZE,), self.weight, 1e-6)


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = nn.Parameter(torch.randn(6, WIDTH) / math.sqrt(WIDTH))
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.wqkv = nn.Linear(WIDTH, 3 * WIDTH, bias=False)
        self.wo1 = nn.Linear(WIDTH, WIDTH, bias=False)
        self.wq = nn.Linear(WIDTH, WIDTH, bias=False)
        self.wkv = nn.Linear(WIDTH, 2 * WIDTH, bias=False)
        self.wo2 = nn.Linear(WIDTH, WIDTH, bias=False)
        self.up = nn.Linear(WIDTH, 4 * WIDTH, bias=False)
        self.down = nn.Linear(4 * WIDTH, WIDTH, bias=False)
        self.q1, self.k1, self.q2, self.k2 = Rms(), Rms(), Rms(), Rms()

    def forward(self, x, steering, text, bias, tables):
        batch = x.shape[0]
        rows = (self.table + steering.view(batch, 6, WIDTH)).chunk(6, dim=1)
        steered = self.norm1(x) * (1 + rows[1]) + rows[0]
        q, k, v = self.wqkv(steered).view(batch, -1, HEADS, 3 * HEAD_SIZE).chunk(3, dim=-1)
        q, k = turned(self.q1(q), tables), turned(self.k1(k), tables)
        q, k = q.to(v.dtype), k.to(v.dtype)
        found = F.scaled_dot_product_attention(
            q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2)
        )
        x = x + self.wo1(found.transpose(1, 2).reshape(batch, -1, WIDTH)) * rows[2]
        q = self.q2(self.wq(x).view(batch, -1, HEADS, HEAD_SIZE))
        k, v = self.wkv(text).view(batch, -1, HEADS, 2 * HEAD_SIZE).chunk(2, dim=-1)
        k = self.k2(k)
        q, k = q.to(v.dtype), k.to(v.dtype)
        found = F.scaled_dot_product_attention(
            q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2), attn_mask=bias.to(v.dtype)
        )
        x = x + self.wo2(found.transpose(1, 2).reshape(batch, -1, WIDTH))
        steered = self.norm2(x) * (1 + rows[4]) + rows[3]
        return x + self.down(F.gelu(self.up(steered), approximate="tanh")) * rows[5]


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.patch = nn.Linear(CHANNELS, WIDTH)
        self.time1, self.time2 = nn.Linear(256, WIDTH), nn.Linear(WIDTH, WIDTH)
        self.steer = nn.Linear(WIDTH, 6 * WIDTH)
        self.words1, self.words2 = nn.Linear(TEXT_CHANNELS, WIDTH), nn.Linear(WIDTH, WIDTH)
        self.clip = nn.Linear(TEXT_CHANNELS, WIDTH)
        self.blocks = nn.ModuleList(Block() for _ in range(LAYERS))
        self.table = nn.Parameter(torch.randn(2, WIDTH) / math.sqrt(WIDTH))
        self.out = nn.Linear(WIDTH, CHANNELS)
        self.tables = rotary()

    def forward(self, latents, sinusoid, captions, clip, bias):
        x = self.patch(latents.permute(0, 1, 3, 4, 2).reshape(1, TOKENS, CHANNELS))
        embedded = self.time2(F.silu(self.time1(sinusoid)))
        steering = self.steer(F.silu(embedded))
        captions = F.layer_norm(captions, (TEXT_CHANNELS,), eps=1e-6)
        words = self.words2(F.gelu(self.words1(captions), approximate="tanh"))
        text = torch.cat([self.clip(clip), words], dim=1)
        for block in self.blocks:
            x = block(x, steering, text, bias, self.tables)
        shift, scale = (self.table + embedded[:, None]).chunk(2, dim=1)
        x = F.layer_norm(x, (WIDTH,), eps=1e-6) * (1 + scale) + shift
        x = self.out(x).view(1, FRAMES, SIDE, SIDE, CHANNELS)
        return x.permute(0, 1, 4, 2, 3)


def main():
    bfloat16, threads, steps = sys.argv[1] == "BFLOAT16", int(sys.argv[2]), int(sys.argv[3])
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    network = Network()
    optimizer = torch.optim.AdamW(
        network.parameters(), lr=1e-4, betas=(0.9, 0.95), weight_decay=0.01, fused=True
    )
    data, noise = torch.randn(2, 1, FRAMES, CHANNELS, SIDE, SIDE)
    captions = torch.randn(1, CAPTION_TOKENS, TEXT_CHANNELS)
    clip = torch.randn(1, CLIP_TOKENS, TEXT_CHANNELS)
    bias = torch.zeros(1, 1, 1, CAPTION_TOKENS + CLIP_TOKENS)
    sinusoid = torch.randn(1, 256)
    seconds = []
    for step in range(-2, steps):
        start = time.perf_counter()
        with torch.autocast("cpu", torch.bfloat16, enabled=bfloat16):
            velocity = network(0.4 * data + 0.6 * noise, sinusoid, captions, clip, bias)
            loss = F.mse_loss(velocity.float(), noise - data)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1)
        optimizer.step()
        optimizer.zero_grad()
        if step >= 0:
            seconds.append(time.perf_counter() - start)
    seconds.sort()
    print("step", seconds[0], seconds[len(seconds) // 2])


main()
