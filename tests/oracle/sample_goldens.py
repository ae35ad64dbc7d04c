#!/usr/bin/env python3
"""Writes what PyTorch computes for the models in samples/, for tests/ModelFix.Samples.Tests.

Run: /usr/bin/python3 tests/oracle/sample_goldens.py     (needs python3-torch; made with torch 1.13)
"""
import math
import pathlib

import torch
import torch.nn.functional as F
from torch import nn

from filling import golden, image

OUT = pathlib.Path(__file__).resolve().parents[1] / "ModelFix.Samples.Tests" / "Goldens"


class FeatureExtractor(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 8, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(8), nn.ReLU(),
            nn.Conv2d(8, 16, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU())
        self.context = nn.Sequential(nn.AvgPool2d(4, 4), nn.Conv2d(16, 16, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU())
        self.fuse = nn.Conv2d(32, channels, 1, bias=False)

    def forward(self, image):
        fine = self.stem(image)
        coarse = F.interpolate(self.context(fine), size=fine.shape[2:], mode="bilinear", align_corners=True)
        return self.fuse(torch.cat([fine, coarse], 1))


class Hourglass(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.down = nn.Sequential(
            nn.Conv3d(channels, 2 * channels, 3, stride=2, padding=1, bias=False), nn.BatchNorm3d(2 * channels), nn.ReLU(),
            nn.Conv3d(2 * channels, 2 * channels, 3, padding=1, bias=False), nn.BatchNorm3d(2 * channels), nn.ReLU())
        self.up = nn.ConvTranspose3d(2 * channels, channels, 3, stride=2, padding=1, output_padding=1, bias=False)
        self.norm = nn.BatchNorm3d(channels)

    def forward(self, volume):
        return F.relu(self.norm(self.up(self.down(volume))) + volume)


class StereoNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = FeatureExtractor(8)
        self.reduce = nn.Sequential(nn.Conv3d(16, 16, 3, padding=1, bias=False), nn.BatchNorm3d(16), nn.ReLU())
        self.hourglass = Hourglass(16)
        self.classify = nn.Conv3d(16, 1, 3, padding=1, bias=False)

    def forward(self, left, right):
        fl, fr = self.features(left), self.features(right)
        n, c, h, w = fl.shape
        cost = torch.zeros(n, 2 * c, 8, h, w)
        for d in range(8):
            cost[:, :c, d, :, d:] = fl[..., d:]
            cost[:, c:, d, :, d:] = fr[..., : w - d]
        volume = self.reduce(cost)
        volume = self.hourglass(volume) + volume
        logits = F.interpolate(self.classify(volume), size=(32, *left.shape[2:]), mode="trilinear", align_corners=False)
        probability = F.softmax(logits.squeeze(1), 1)
        return (probability * torch.arange(32.0).view(1, 32, 1, 1)).sum(1).clamp(min=0)


class ResidualUnit(nn.Module):
    def __init__(self, inp, out):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(inp, out, 3, padding=1, bias=False), nn.BatchNorm2d(out), nn.PReLU(out),
            nn.Conv2d(out, out, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(out))
        self.shortcut = nn.Sequential(nn.Conv2d(inp, out, 1, stride=2, bias=False), nn.BatchNorm2d(out))
        self.squeeze = nn.Linear(out, out // 4)
        self.excite = nn.Linear(out // 4, out)

    def forward(self, x):
        y = self.body(x)
        gate = self.excite(F.relu(self.squeeze(y.mean((2, 3))))).sigmoid()
        return y * gate.view(*y.shape[:2], 1, 1) + self.shortcut(x)


class FaceNet(nn.Module):
    def __init__(self, embedding):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        self.act1 = nn.PReLU(16)
        self.unit1 = ResidualUnit(16, 32)
        self.unit2 = ResidualUnit(32, 64)
        self.dropout = nn.Dropout(0.4)
        self.fc = nn.Linear(64 * 7 * 7, embedding)
        self.features = nn.BatchNorm1d(embedding, eps=2e-5)

    def forward(self, x):
        x = self.unit2(self.unit1(self.act1(self.bn1(self.conv1(x)))))
        x = self.dropout(x.view(x.size(0), -1))
        return F.normalize(self.features(self.fc(x)), p=2, dim=1)


class PyramidPooling(nn.Module):
    def __init__(self, channels, reduced):
        super().__init__()
        for bins in (1, 2, 3, 6):
            setattr(self, f"pool{bins}", nn.AdaptiveAvgPool2d(bins))
            setattr(self, f"reduce{bins}", nn.Conv2d(channels, reduced, 1))

    def forward(self, x):
        def branch(pool, reduce):
            return F.interpolate(F.relu(reduce(pool(x))), size=x.shape[2:], mode="bilinear", align_corners=True)

        return torch.cat([
            x, branch(self.pool1, self.reduce1), branch(self.pool2, self.reduce2), branch(self.pool3, self.reduce3), branch(self.pool6, self.reduce6)], 1)


class SceneNet(nn.Module):
    def __init__(self):
        super().__init__()
        layers = []
        for inp, out in [(3, 16), (16, 32), (32, 32)]:
            layers += [nn.Conv2d(inp, out, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(out), nn.ReLU()]
        self.backbone = nn.Sequential(*layers)
        self.pyramid = PyramidPooling(32, 8)
        self.head = nn.Sequential(nn.Conv2d(64, 32, 3, padding=1, bias=False), nn.BatchNorm2d(32), nn.ReLU(), nn.Dropout2d(0.1), nn.Conv2d(32, 10, 1))
        self.peaks = nn.AdaptiveMaxPool2d((1, 1))
        self.presence = nn.Conv2d(32, 10, 1)

    def forward(self, image):
        features = self.backbone(image)
        logits = self.head(self.pyramid(features)) * self.presence(self.peaks(features)).sigmoid()
        return F.interpolate(logits, size=image.shape[2:], mode="bilinear", align_corners=False)


class Swish(torch.autograd.Function):
    @staticmethod
    def forward(context, x):
        context.save_for_backward(x)
        return x * x.sigmoid()

    @staticmethod
    def backward(context, gradient):
        x, = context.saved_tensors
        s = x.sigmoid()
        return gradient * (s * (1 + x * (1 - s)))


class SameConv2d(nn.Module):
    def __init__(self, inp, out, kernel, stride, groups=1):
        super().__init__()
        self.kernel, self.stride, self.groups = kernel, stride, groups
        self.weight = nn.Parameter(torch.zeros(out, inp // groups, kernel, kernel))

    def padding(self, size):
        return max((math.ceil(size / self.stride) - 1) * self.stride + self.kernel - size, 0)

    def forward(self, x):
        h, w = self.padding(x.shape[2]), self.padding(x.shape[3])
        x = F.pad(x, [w // 2, w - w // 2, h // 2, h - h // 2])
        return F.conv2d(x, self.weight, stride=self.stride, groups=self.groups)


class InvertedResidual(nn.Module):
    def __init__(self, inp, out, stride):
        super().__init__()
        hidden = inp * 4
        self.expand = nn.Conv2d(inp, hidden, 1, bias=False)
        self.depthwise = SameConv2d(hidden, hidden, 3, stride, groups=hidden)
        self.norm = nn.BatchNorm2d(hidden)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.reduce = nn.Conv2d(hidden, inp, 1)
        self.restore = nn.Conv2d(inp, hidden, 1)
        self.project = nn.Conv2d(hidden, out, 1, bias=False)

    def forward(self, x):
        y = Swish.apply(self.norm(self.depthwise(Swish.apply(self.expand(x)))))
        gate = self.restore(Swish.apply(self.reduce(self.pool(y))))
        return self.project(gate.sigmoid() * y)


class EfficientSeg(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.stem = SameConv2d(3, 16, 3, 2)
        self.stemNorm = nn.BatchNorm2d(16, eps=1e-3)
        self.block1 = InvertedResidual(16, 24, 2)
        self.block2 = InvertedResidual(24, 32, 2)
        self.lateral = nn.Conv2d(24, 32, 1)
        self.classify = nn.Conv2d(32, classes, 1)

    def forward(self, x):
        h, w = x.shape[2:]
        skip = self.block1(Swish.apply(self.stemNorm(self.stem(x))))
        y = self.block2(skip)
        scale = float(skip.shape[2] // y.shape[2])
        y = F.interpolate(y, scale_factor=(scale, scale), mode="nearest") + self.lateral(skip)
        y = F.interpolate(self.classify(y), size=(h, w), mode="bilinear", align_corners=False)
        b, c = y.shape[:2]
        return y.view(b, c, h * w).softmax(1).view(b, c, h, w).clamp(min=1e-6)


def named(**modules):
    sequential = nn.Sequential()
    for name, module in modules.items():
        sequential.add_module(name, module)
    return sequential


class VideoNet(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.frame = named(conv=nn.Conv2d(3, 32, 3, stride=2, padding=1, bias=False), norm=nn.BatchNorm2d(32), act=nn.ReLU())
        self.thin = nn.MaxPool3d((1, 2, 2), (2, 2, 2))
        self.temporal = nn.Conv1d(16, 32, 3, padding=1)
        self.head = named(fc=nn.Linear(32 * 8, 64), norm=nn.BatchNorm1d(64), act=nn.ReLU(), out=nn.Linear(64, classes))

    def forward(self, clip):
        n = clip.shape[0]
        clip = clip - clip.mean()
        maps = self.thin(self.frame(clip.reshape(n * 8, 3, 32, 32)))
        series = maps.amax((2, 3)).reshape(n, 8, 16).transpose(1, 2)
        return self.head(F.relu(self.temporal(series)).reshape(n, -1))


class Memory(nn.Module):
    def __init__(self):
        super().__init__()
        self.keys, self.values, self.query = nn.Linear(8, 8), nn.Linear(8, 8), nn.Linear(8, 8)
        # RegisterComponents of TorchSharp makes a buffer of a field that holds a tensor.
        self.register_buffer("positions", torch.zeros(6, 8))

    def forward(self, x):
        k, v, q = self.keys(x) + self.positions, self.values(x), self.query(x)
        k[:, 0] = 0.0
        v[:, 4:6] = q[:, 4:6]
        v[:, 1:3, :4] = 0.0
        k[..., 7] = q[..., 7]

        scores = q.matmul(k.transpose(1, 2)) / math.sqrt(8)
        scores = scores.masked_fill(torch.ones(6, 6, dtype=torch.bool).triu(1), -1e4)
        weights = scores.softmax(-1)
        weights[weights < 0.05] = 0.0
        weights[:, 2] *= 1.5

        slots = weights.matmul(v).transpose(0, 1).clone()
        incoming = x.transpose(0, 1)
        order = torch.tensor([3, 1])
        slots[order] = incoming.index_select(0, order).sigmoid()
        slots[0] += incoming[0]
        quiet = slots.abs() < 1e-3
        slots[quiet] = incoming[quiet]
        return slots.transpose(0, 1)


if __name__ == "__main__":
    golden(OUT, "StereoNet", StereoNet(), image("left", 2, 3, 64, 128), image("right", 2, 3, 64, 128))
    golden(OUT, "FaceNet", FaceNet(64), image("x", 2, 3, 28, 28))
    golden(OUT, "SceneNet", SceneNet(), image("image", 2, 3, 96, 96))
    golden(OUT, "EfficientSeg", EfficientSeg(5), image("x", 2, 3, 64, 64))
    golden(OUT, "VideoNet", VideoNet(12), image("clip", 2, 8, 3, 32, 32))
    # This input leaves both weak links to cut and quiet slots to rewrite.
    golden(OUT, "Memory", Memory(), image("input", 2, 6, 8))
