using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelFix.Torch.Tests.Modules;

/// <summary>What RegisterComponents finds, under which names, and in which order state_dict lists it.</summary>
public sealed class StructureTests
{
    [Fact]
    public void Fields_are_components_under_their_names()
    {
        var model = new Components();
        Assert.Equal(["scale", "conv.weight", "conv.bias", "_hidden.weight", "offset", "renamed"], model.state_dict().Keys);
        Assert.Equal(["conv", "_hidden"], model.named_children().Select(child => child.name));
        Assert.Equal(["scale", "conv.weight", "conv.bias", "_hidden.weight"], model.named_parameters().Select(entry => entry.name));
        Assert.Equal(["scale"], model.named_parameters(recurse: false).Select(entry => entry.name));
        Assert.Equal(["offset", "renamed"], model.named_buffers().Select(entry => entry.name));
        Assert.Same(model.conv, model.children().First());
    }

    [Fact]
    public void State_dict_lists_all_parameters_before_all_buffers()
    {
        var model = new Nested();
        Assert.Equal(
            [
                "stem.conv.weight", "stem.norm.weight", "stem.norm.bias", "blocks.0.conv.weight", "blocks.0.norm.weight", "blocks.0.norm.bias",
                "blocks.1.conv.weight", "blocks.1.norm.weight", "blocks.1.norm.bias", "head.0.weight", "head.0.bias", "head.fc.weight",
                "stem.norm.running_mean", "stem.norm.running_var", "stem.norm.num_batches_tracked",
                "blocks.0.norm.running_mean", "blocks.0.norm.running_var", "blocks.0.norm.num_batches_tracked",
                "blocks.1.norm.running_mean", "blocks.1.norm.running_var", "blocks.1.norm.num_batches_tracked",
            ],
            model.state_dict().Keys);
        Assert.Equal([4, 4, 3, 3], model.state_dict()["blocks.1.conv.weight"].shape);
        Assert.Equal(ScalarType.Int64, model.state_dict()["stem.norm.num_batches_tracked"].dtype);
        Assert.Empty(model.state_dict()["stem.norm.num_batches_tracked"].shape);
    }

    [Fact]
    public void Named_modules_lists_children_first_and_not_the_module_itself()
    {
        var names = new Nested().named_modules().Select(entry => entry.name).ToArray();
        Assert.Equal(
            ["stem", "blocks", "head", "stem.conv", "stem.norm", "blocks.0", "blocks.1", "blocks.0.conv", "blocks.0.norm", "blocks.1.conv",
                "blocks.1.norm", "head.0", "head.1", "head.fc"],
            names);
    }

    [Fact]
    public void Sequential_names_its_layers_by_position_or_as_given()
    {
        Assert.Equal(["0.weight", "0.bias", "2.weight", "2.bias"], Sequential(Linear(2, 3), ReLU(), Linear(3, 1)).state_dict().Keys);
        var named = Sequential(("0", Linear(2, 3)), ("0_act", ReLU()), ("1", Linear(3, 1, false)));
        Assert.Equal(["0.weight", "0.bias", "1.weight"], named.state_dict().Keys);
        Assert.Equal(["0", "0_act", "1"], named.named_children().Select(child => child.name));
        var tuples = Sequential(Tuple.Create<string, Module<Tensor, Tensor>>("a", Linear(2, 2)));
        Assert.Equal(["a.weight", "a.bias"], tuples.state_dict().Keys);
        var list = new List<Module<Tensor, Tensor>> { Linear(2, 3), Tanh() };
        Assert.Equal(["0.weight", "0.bias", "last.weight", "last.bias"],
            Sequential(list).append("last", Linear(3, 1)).append(Identity()).state_dict().Keys);
    }

    [Fact]
    public void Sequential_applies_its_layers_in_turn_and_slices_share_them()
    {
        var layers = Sequential(Linear(2, 3), ReLU(), Linear(3, 1));
        var x = randn(4, 2);
        Assert.Equal(3, layers.Count);
        Expect.SameBits(layers[2].call(layers[1].call(layers[0].call(x))), layers.call(x));
        Expect.SameBits(layers[0].call(x).relu(), layers[..2].call(x));
        Expect.SameBits(layers[0].call(x).relu(), layers[(0, 2)].call(x));
        Expect.SameBits(x, Sequential().call(x));
        Assert.Same(layers[2], layers[1..][1]);
    }

    [Fact]
    public void Module_lists_and_dictionaries_register_what_they_hold()
    {
        var model = new Collections();
        Assert.Equal(["list.0.weight", "list.1.weight", "dict.b.weight", "dict.a.weight", "parameters_.0", "parameters_.1"],
            model.state_dict().Keys);
        Assert.Same(model.dict["a"], model.dict[1].Item2);
        Assert.Equal(2, model.list.Count);
    }

    [Fact]
    public void Non_persistent_buffers_are_nowhere_listed()
    {
        var model = new Bare();
        model.register_buffer("kept", zeros(2));
        model.register_buffer("left", zeros(2), persistent: false);
        Assert.Equal(["kept"], model.state_dict().Keys);
        Assert.Equal(["kept"], model.named_buffers().Select(entry => entry.name));
        Assert.True(model.has_buffer("left"));
    }

    [Fact]
    public void Registration_refuses_names_that_are_taken_or_wrong()
    {
        var model = new Bare();
        model.register_buffer("a", zeros(1));
        model.register_module("m", Identity());
        Assert.Contains("a is already registered", Assert.Throws<InvalidOperationException>(() => model.register_buffer("a", zeros(1))).Message);
        Assert.Throws<InvalidOperationException>(() => model.register_module("m", Identity()));
        Assert.Contains("x.y", Assert.Throws<ArgumentException>(() => model.register_module("x.y", Identity())).Message);
        Assert.Throws<InvalidOperationException>(() => ReLU().register_buffer("a", zeros(1)));
    }

    [Fact]
    public void Dotted_names_reach_into_children()
    {
        var model = new Nested();
        Assert.Same(model.stem.norm.weight, model.get_parameter("stem.norm.weight"));
        Assert.Same(model.stem.norm.running_mean, model.get_buffer("stem.norm.running_mean"));
        Assert.True(model.has_parameter("head.fc.weight"));
        Assert.False(model.has_parameter("head.fc.bias"));
        Assert.Null(model.get_parameter("nothing.weight"));
    }

    [Fact]
    public void A_shared_parameter_is_listed_once_and_saved_under_both_names()
    {
        var shared = Linear(2, 2, false);
        var model = new Pair(shared, shared);
        Assert.Single(model.parameters());
        Assert.Equal(["first.weight", "second.weight"], model.state_dict().Keys);
    }

    private sealed class Bare() : Module("Bare");

    private sealed class Components : Module<Tensor, Tensor>
    {
        public static readonly Tensor Shared = zeros(1);
        public readonly Conv2d conv = Conv2d(1, 2, 3);
        public readonly Parameter scale = Parameter(ones(2));
        public readonly Tensor offset = zeros(3);
        public readonly Tensor[] many = [zeros(1)];
        public readonly Func<Tensor> make = () => zeros(1);
        [ComponentName(Name = "renamed")]
        private readonly Tensor _original = ones(1);
        private readonly Linear _hidden = Linear(2, 2, false);

        public Components() : base(nameof(Components)) => RegisterComponents();

        public override Tensor forward(Tensor input) => _hidden.call(conv.call(input) * scale + offset) * _original;
    }

    private sealed class Block : Module<Tensor, Tensor>
    {
        public readonly Conv2d conv;
        public readonly BatchNorm2d norm;

        public Block(long inputs) : base(nameof(Block))
        {
            conv = Conv2d(inputs, 4, 3, bias: false);
            norm = BatchNorm2d(4);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => norm.call(conv.call(input));
    }

    private sealed class Nested : Module<Tensor, Tensor>
    {
        public readonly Block stem = new(3);
        public readonly ModuleList<Block> blocks = ModuleList(new Block(4), new Block(4));
        public readonly Sequential head = Sequential(("0", Linear(4, 4)), ("1", ReLU()), ("fc", Linear(4, 2, false)));

        public Nested() : base(nameof(Nested)) => RegisterComponents();

        public override Tensor forward(Tensor input) => head.call(blocks.Aggregate(stem.call(input), (x, block) => block.call(x)));
    }

    private sealed class Collections : Module
    {
        public readonly ModuleList<Linear> list = ModuleList(Linear(1, 1, false), Linear(1, 1, false));
        public readonly ModuleDict<Linear> dict = ModuleDict(("b", Linear(1, 1, false)), ("a", Linear(1, 1, false)));
        public readonly ParameterList parameters_ = ParameterList(Parameter(zeros(1)), Parameter(zeros(1)));

        public Collections() : base(nameof(Collections)) => RegisterComponents();
    }

    private sealed class Pair : Module
    {
        public readonly Linear first;
        public readonly Linear second;

        public Pair(Linear first, Linear second) : base(nameof(Pair))
        {
            this.first = first;
            this.second = second;
            RegisterComponents();
        }
    }
}
