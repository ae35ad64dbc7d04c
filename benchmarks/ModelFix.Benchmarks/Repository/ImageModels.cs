namespace ModelFix.Benchmarks.Repository;

/// <summary>Templates of convolutional networks; something is to be found in the decoder.</summary>
internal static class ImageModels
{
    public const string ResNet = Templates.Usings + """
        public sealed class BasicBlock$N : Module<Tensor, Tensor>
        {
            private readonly Conv2d conv1, conv2;
            private readonly BatchNorm2d norm1, norm2;
            private readonly Module<Tensor, Tensor> shortcut;

            public BasicBlock$N(long inPlanes, long planes, long step = 1) : base("BasicBlock$N")
            {
                conv1 = Conv2d(inPlanes, planes, 3, stride: step, padding: 1, bias: false);
                norm1 = BatchNorm2d(planes);
                conv2 = Conv2d(planes, planes, 3, stride: 1, padding: 1, bias: false);
                norm2 = BatchNorm2d(planes);
                shortcut = step == 1 && inPlanes == planes
                    ? Identity()
                    : Sequential(("conv", Conv2d(inPlanes, planes, 1, stride: step, bias: false)), ("norm", BatchNorm2d(planes)));
                RegisterComponents();
            }

            public override Tensor forward(Tensor x)
            {
                var y = functional.relu(norm1.call(conv1.call(x)));
                y = norm2.call(conv2.call(y));
                return functional.relu(y + shortcut.call(x));
            }
        }

        public sealed class ResNet$N : Module<Tensor, Tensor>
        {
            private readonly Conv2d stem;
            private readonly BatchNorm2d norm;
            private readonly Sequential layer1, layer2, layer3, layer4;
            private readonly Linear head;
            private long planes = 64;

            /// <param name="classes">How many classes.</param>
            public ResNet$N(int classes = 10) : base("ResNet$N")
            {
                stem = Conv2d(3, 64, 7, stride: 2, padding: 3, bias: false);
                norm = BatchNorm2d(64);
                layer1 = Stage(64, 2, 1);
                layer2 = Stage(128, 2, 2);
                layer3 = Stage(256, 2, 2);
                layer4 = Stage(512, 2, 2);
                head = Linear(512, classes);
                RegisterComponents();
            }

            private Sequential Stage(long width, int blocks, long step)
            {
                var stage = Sequential();
                for (var i = 0; i < blocks; i++)
                {
                    stage.append("block" + i, new BasicBlock$N(planes, width, i == 0 ? step : 1));
                    planes = width;
                }

                return stage;
            }

            /// <param name="x">The images, float32[N, 3, 224, 224].</param>
            public override Tensor forward(Tensor x)
            {
                x = functional.relu(norm.call(stem.call(x)));
                x = functional.max_pool2d(x, 3, 2, 1);
                x = layer1.call(x);
                x = layer2.call(x);
                x = layer3.call(x);
                x = layer4.call(x);
                x = x.mean(new long[] { 2, 3 });
                return head.call(x);
            }
        }
        """;

    public const string UNet = Templates.Usings + """
        public sealed class DoubleConv$N : Module<Tensor, Tensor>
        {
            private readonly Sequential layers;

            public DoubleConv$N(long from, long to) : base("DoubleConv$N")
            {
                layers = Sequential(
                    ("conv1", Conv2d(from, to, 3, padding: 1)),
                    ("norm1", BatchNorm2d(to)),
                    ("relu1", ReLU()),
                    ("conv2", Conv2d(to, to, 3, padding: 1)),
                    ("norm2", BatchNorm2d(to)),
                    ("relu2", ReLU()));
                RegisterComponents();
            }

            public override Tensor forward(Tensor input) => layers.call(input);
        }

        public sealed class UNet$N : Module<Tensor, Tensor>
        {
            private readonly DoubleConv$N down1, down2, down3, bottom, up3, up2, up1;
            private readonly ConvTranspose2d rise3, rise2, rise1;
            private readonly MaxPool2d pool;
            private readonly Conv2d last;

            public UNet$N(int classes) : base("UNet$N")
            {
                down1 = new DoubleConv$N(3, 32);
                down2 = new DoubleConv$N(32, 64);
                down3 = new DoubleConv$N(64, 128);
                bottom = new DoubleConv$N(128, 256);
                rise3 = ConvTranspose2d(256, 128, 2, stride: 2);
                rise2 = ConvTranspose2d(128, 64, 2, stride: 2);
                rise1 = ConvTranspose2d(64, 32, 2, stride: 2);
                up3 = new DoubleConv$N(256, 128);
                up2 = new DoubleConv$N(128, 64);
                up1 = new DoubleConv$N(64, 32);
                pool = MaxPool2d(2);
                last = Conv2d(32, classes, 1);
                RegisterComponents();
            }

            /// <param name="image">The image, [N, 3, 256, 256].</param>
            public override Tensor forward(Tensor image)
            {
                var c1 = down1.call(image);
                var c2 = down2.call(pool.call(c1));
                var c3 = down3.call(pool.call(c2));
                var c4 = bottom.call(pool.call(c3));
                var u3 = up3.call(torch.cat(new[] { rise3.call(c4), c3 }, 1));
                var u2 = up2.call(torch.cat(new[] { rise2.call(u3), c2 }, 1));
                var u1 = up1.call(torch.cat(new[] { rise1.call(u2), c1 }, 1));
                return torch.sigmoid(last.call(u1));
            }
        }
        """;

    public const string Decoder = Templates.Usings + """
        public sealed class Decoder$N : Module<Tensor, Tensor>
        {
            private readonly Conv2d reduce;
            private readonly ConvTranspose2d rise;
            private readonly AdaptiveAvgPool2d pool;
            private readonly Linear head;

            public Decoder$N() : base("Decoder$N")
            {
                reduce = Conv2d(3, 16, 3, padding: 1);
                rise = ConvTranspose2d(16, 16, 3, stride: 2, padding: 1, output_padding: 1);
                pool = AdaptiveAvgPool2d(4);
                head = Linear(256, 10);
                RegisterComponents();
            }

            /// <param name="x">[N, 3, 32, 32]</param>
            public override Tensor forward(Tensor x)
            {
                var y = functional.relu(reduce.call(x));
                y = rise.call(y);
                y = pool.call(y);
                var z = head.call(y.view(y.shape[0], -1));
                var best = z.unsqueeze(1).squeeze(1);
                return best;
            }
        }
        """;
}
