#!/usr/bin/env python3
"""Writes what PyTorch computes for the six classic architectures, for tests/ModelFix.Samples.Tests.

Run: /usr/bin/python3 tests/oracle/architecture_goldens.py     (needs python3-torch; made with torch 1.13)
"""
import math
import pathlib

import numpy
import torch
import torch.nn.functional as F
from torch import nn

from filling import golden, image, uniform

OUT = pathlib.Path(__file__).resolve().parents[1] / "ModelFix.Samples.Tests" / "Architectures" / "Goldens"


class BasicBlock(nn.Module):
    def __init__(self, inp, planes, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inp, planes, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.downsample = None
        if stride != 1 or inp != planes:
            self.downsample = nn.Sequential(nn.Conv2d(inp, planes, 1, stride, bias=False), nn.BatchNorm2d(planes))

    def forward(self, x):
        identity = x if self.downsample is None else self.downsample(x)
        y = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(y)) + identity)


class ResNet18(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        planes = 64
        for i, (width, stride) in enumerate([(64, 1), (128, 2), (256, 2), (512, 2)]):
            setattr(self, f"layer{i + 1}", nn.Sequential(BasicBlock(planes, width, stride), BasicBlock(width, width, 1)))
            planes = width
        self.fc = nn.Linear(512, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(F.adaptive_avg_pool2d(x, 1).flatten(1))


def conv_bn_relu6(inp, out, kernel, stride, groups=1):
    return nn.Sequential(nn.Conv2d(inp, out, kernel, stride, (kernel - 1) // 2, groups=groups, bias=False), nn.BatchNorm2d(out), nn.ReLU6())


class InvertedResidual(nn.Module):
    def __init__(self, inp, out, stride, expansion):
        super().__init__()
        hidden = inp * expansion
        self.shortcut = stride == 1 and inp == out
        layers = [] if expansion == 1 else [conv_bn_relu6(inp, hidden, 1, 1)]
        layers += [conv_bn_relu6(hidden, hidden, 3, stride, hidden), nn.Conv2d(hidden, out, 1, bias=False), nn.BatchNorm2d(out)]
        self.conv = nn.Sequential(*layers)

    def forward(self, x):
        return x + self.conv(x) if self.shortcut else self.conv(x)


class MobileNetV2(nn.Module):
    def __init__(self):
        super().__init__()
        channels = 16
        layers = [conv_bn_relu6(3, channels, 3, 2)]
        for expansion, out, repeats, stride in [(1, 8, 1, 1), (6, 12, 2, 2), (6, 16, 3, 2), (6, 32, 4, 2), (6, 48, 3, 1), (6, 80, 3, 2), (6, 160, 1, 1)]:
            for i in range(repeats):
                layers.append(InvertedResidual(channels, out, stride if i == 0 else 1, expansion))
                channels = out
        layers.append(conv_bn_relu6(channels, 640, 1, 1))
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Sequential()
        self.classifier.add_module("dropout", nn.Dropout(0.2))
        self.classifier.add_module("linear", nn.Linear(640, 10))

    def forward(self, x):
        return self.classifier(F.adaptive_avg_pool2d(self.features(x), 1).flatten(1))


class DoubleConv(nn.Module):
    def __init__(self, inp, out):
        super().__init__()
        self.double_conv = nn.Sequential(
            nn.Conv2d(inp, out, 3, padding=1), nn.BatchNorm2d(out), nn.ReLU(), nn.Conv2d(out, out, 3, padding=1), nn.BatchNorm2d(out), nn.ReLU())

    def forward(self, x):
        return self.double_conv(x)


class Down(nn.Module):
    def __init__(self, inp, out):
        super().__init__()
        self.maxpool_conv = nn.Sequential(nn.MaxPool2d(2), DoubleConv(inp, out))

    def forward(self, x):
        return self.maxpool_conv(x)


class Up(nn.Module):
    def __init__(self, inp, out):
        super().__init__()
        self.up = nn.ConvTranspose2d(inp, inp // 2, 2, stride=2)
        self.conv = DoubleConv(inp, out)

    def forward(self, x1, x2):
        x1 = self.up(x1)
        dy, dx = x2.size(2) - x1.size(2), x2.size(3) - x1.size(3)
        return self.conv(torch.cat([x2, F.pad(x1, [dx // 2, dx - dx // 2, dy // 2, dy - dy // 2])], 1))


class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.inc = DoubleConv(3, 16)
        self.down1, self.down2, self.down3 = Down(16, 32), Down(32, 64), Down(64, 128)
        self.up1, self.up2, self.up3 = Up(128, 64), Up(64, 32), Up(32, 16)
        self.outc = nn.Conv2d(16, 2, 1)

    def forward(self, x):
        x1 = self.inc(x)
        x2 = self.down1(x1)
        x3 = self.down2(x2)
        y = self.up1(self.down3(x3), x3)
        return self.outc(self.up3(self.up2(y, x2), x1))


class SelfAttention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.proj = nn.Linear(width, width)

    def forward(self, x):
        b, t, c = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, self.heads, c // self.heads).permute(2, 0, 3, 1, 4)
        scores = q.matmul(k.transpose(-2, -1)) * (1.0 / math.sqrt(c // self.heads))
        scores = scores.masked_fill(torch.ones(t, t, dtype=torch.bool).triu(1), -math.inf)
        return self.proj(scores.softmax(-1).matmul(v).transpose(1, 2).reshape(b, t, c))


class EncoderBlock(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(width)
        self.attention = SelfAttention(width, heads)
        self.norm2 = nn.LayerNorm(width)
        self.mlp = nn.Sequential()
        self.mlp.add_module("up", nn.Linear(width, 4 * width))
        self.mlp.add_module("act", nn.GELU())
        self.mlp.add_module("down", nn.Linear(4 * width, width))

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class TransformerEncoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.positions = nn.Parameter(torch.zeros(32, 48))
        self.tokens = nn.Embedding(50, 48)
        self.blocks = nn.ModuleList(EncoderBlock(48, 4) for _ in range(3))
        self.norm = nn.LayerNorm(48)
        self.head = nn.Linear(48, 5)

    def forward(self, ids):
        x = self.tokens(ids) + self.positions[: ids.shape[1]]
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x).mean(1))


class DetectorHead(nn.Module):
    def __init__(self, channels, classes, anchors):
        super().__init__()
        self.classes = classes
        self.shared = nn.Conv2d(channels, channels, 3, padding=1)
        self.norm = nn.GroupNorm(8, channels)
        self.score = nn.Conv2d(channels, anchors * classes, 1)
        self.box = nn.Conv2d(channels, anchors * 4, 1)

    def forward(self, x):
        x = F.relu(self.norm(self.shared(x)))
        n = x.shape[0]
        return self.score(x).permute(0, 2, 3, 1).reshape(n, -1, self.classes), self.box(x).permute(0, 2, 3, 1).reshape(n, -1, 4)


class FeaturePyramid(nn.Module):
    def __init__(self):
        super().__init__()

        def stage(inp, out, stride):
            return nn.Sequential(nn.Conv2d(inp, out, 3, stride, 1, bias=False), nn.BatchNorm2d(out), nn.LeakyReLU(0.1))

        self.c3, self.c4, self.c5 = stage(3, 32, 4), stage(32, 64, 2), stage(64, 128, 2)
        self.lateral3, self.lateral4, self.lateral5 = nn.Conv2d(32, 32, 1), nn.Conv2d(64, 32, 1), nn.Conv2d(128, 32, 1)
        self.smooth = nn.ModuleList(nn.Conv2d(32, 32, 3, padding=1) for _ in range(3))
        self.head = DetectorHead(32, 4, 3)

    def forward(self, image):
        f3 = self.c3(image)
        f4 = self.c4(f3)
        f5 = self.c5(f4)
        p5 = self.lateral5(f5)
        p4 = self.lateral4(f4) + F.interpolate(p5, size=f4.shape[2:])
        p3 = self.lateral3(f3) + F.interpolate(p4, size=f3.shape[2:])
        found = [self.head(smooth(p)) for smooth, p in zip(self.smooth, (p3, p4, p5))]
        return torch.cat([s for s, _ in found], 1).sigmoid(), torch.cat([b for _, b in found], 1).clamp(min=0)


class PyramidStereo(nn.Module):
    def __init__(self):
        super().__init__()

        def conv2d(inp, out, stride):
            return nn.Sequential(nn.Conv2d(inp, out, 3, stride, 1, bias=False), nn.BatchNorm2d(out), nn.ReLU())

        def conv3d(inp, out, stride):
            return nn.Sequential(nn.Conv3d(inp, out, 3, stride, 1, bias=False), nn.BatchNorm3d(out), nn.ReLU())

        self.features = nn.Sequential(conv2d(3, 16, 2), conv2d(16, 16, 2), nn.Conv2d(16, 12, 1, bias=False))
        self.dres0 = nn.Sequential(conv3d(24, 16, 1), conv3d(16, 16, 1))
        self.down = conv3d(16, 32, 2)
        self.up = nn.ConvTranspose3d(32, 16, 3, 2, 1, 1, bias=False)
        self.classify = nn.Sequential(conv3d(16, 16, 1), nn.Conv3d(16, 1, 3, padding=1, bias=False))

    def forward(self, left, right):
        l, r = self.features(left), self.features(right)
        n, c, h, w = l.shape
        cost = torch.zeros(n, 2 * c, 8, h, w)
        for i in range(8):
            cost[:, :c, i, :, i:] = l[..., i:]
            cost[:, c:, i, :, i:] = r[..., : w - i]
        cost = self.dres0(cost)
        cost = self.up(self.down(cost)) + cost
        volume = F.interpolate(self.classify(cost), size=(32, *left.shape[2:]), mode="trilinear", align_corners=False).squeeze(1)
        return (volume.softmax(1) * torch.arange(32.0).view(1, 32, 1, 1)).sum(1)


if __name__ == "__main__":
    golden(OUT, "ResNet18", ResNet18(), image("x", 2, 3, 64, 64))
    golden(OUT, "MobileNetV2", MobileNetV2(), image("x", 2, 3, 64, 64))
    golden(OUT, "UNet", UNet(), image("x", 2, 3, 50, 70))
    golden(OUT, "TransformerEncoder", TransformerEncoder(), torch.from_numpy((uniform("ids", 24) * 50).astype(numpy.int64)).reshape(2, 12))
    golden(OUT, "FeaturePyramid", FeaturePyramid(), image("image", 2, 3, 64, 96))
    golden(OUT, "PyramidStereo", PyramidStereo(), image("left", 2, 3, 32, 64), image("right", 2, 3, 32, 64))
