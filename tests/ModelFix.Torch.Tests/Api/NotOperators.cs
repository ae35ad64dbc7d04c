using TorchSharp;

namespace ModelFix.Torch.Tests.Api;

/// <summary>The public types and members that compute nothing with tensors, and so need no golden, each with its reason.</summary>
internal static class NotOperators
{
    private const string Autograd = "autograd's bookkeeping: nothing is trained here";
    private const string Description = "describes a tensor or an element type: nothing is computed";
    private const string Devices = "devices: there is only the CPU";
    private const string Elements = "reads or writes memory as it is: every golden reads its inputs and outputs through it";
    private const string Lifetime = "lifetimes, which DisposeScopeTests checks";
    private const string Modules = "holds modules and parameters, which StructureTests and StateTests check";
    private const string Numbers = "a number, not a tensor: its conversions have goldens where tensors take part";
    private const string Randomness = "random numbers: no other generator gives the same; TensorTests checks that seeds repeat them";

    public static readonly IReadOnlyDictionary<string, string> Types = new Dictionary<string, string>
    {
        ["Scalar"] = Numbers,
        ["ScalarExtensionMethods"] = Numbers,
        ["TorchSharp.BFloat16"] = Numbers,
        ["TorchSharp.DisposeScope"] = Lifetime,
        ["TorchSharp.FieldInfoExtensionMethods"] = Modules,
        ["TorchSharp.ModuleExtensionMethods"] = Modules,
        ["TorchSharp.Utils.ComponentNameAttribute"] = Modules,
        ["TorchSharp.Utils.OrderedDict<TKey, TValue>"] = Modules,
        ["TorchSharp.Utils.TensorAccessor<T>"] = Elements,
        ["torch.Device"] = Devices,
        ["torch.Generator"] = Randomness,
        ["torch.Size"] = Description,
        ["torch.TensorIndex"] = "an argument of the indexers, which have goldens for every kind of index",
        ["torch.autograd.AutogradContext"] = Autograd,
        ["torch.autograd.Function<T>"] = Autograd,
        ["torch.autograd.MultiTensorFunction<T>"] = Autograd,
        ["torch.autograd.SingleTensorFunction<T>"] = Autograd,
        ["torch.cuda"] = Devices,
        ["torch.nn.HookableModule<TPreHook, TPostHook>.HookRemover"] = Modules,
        ["torch.random"] = Randomness,
    };

    public static readonly IReadOnlyDictionary<string, string> Members = Reasons(
        (Autograd, "Tensor", "grad is_leaf requires_grad requires_grad_ with_requires_grad"),
        (Autograd, "TorchSharp.torch", "enable_grad inference_mode is_grad_enabled is_inference_mode_enabled no_grad set_grad_enabled"),
        (Description, "Tensor", "Dimensions ElementSize Equals GetHashCode IsInvalid NumberOfElements ToString dim dtype element_size is_complex is_floating_point is_integral " +
            "is_meta is_pinned is_quantized is_sparse name ndim numel shape size storage_offset stride"),
        (Description, "TorchSharp.torch", "get_default_dtype is_complex is_floating_point is_integral is_quantized is_tensor numel set_default_dtype"),
        (Description, "TorchSharp.TensorExtensionMethods", "ElementSize TotalSize"),
        (Devices, "Tensor", "cuda device device_index device_type is_cpu is_cuda"),
        (Devices, "TorchSharp.torch", "CUDA InitializeDevice InitializeDeviceType MPS TryInitializeDeviceType cuda_is_available device get_default_device mps_is_available set_default_device"),
        (Elements, "Tensor", "ReadCpuBFloat16 ReadCpuBool ReadCpuByte ReadCpuDouble ReadCpuFloat16 ReadCpuInt16 ReadCpuInt32 ReadCpuInt64 ReadCpuSByte ReadCpuSingle ReadCpuValue data"),
        (Lifetime, "Tensor", "DetachFromDisposeScope Dispose MoveToOtherDisposeScope MoveToOuterDisposeScope"),
        (Lifetime, "TorchSharp.torch", "CurrentDisposeScope NewDisposeScope WrappedTensorDisposeScope"),
        (Modules, "torch.nn", "ModuleDict ModuleList ParameterList"),
        (Randomness, "TorchSharp.torch", "get_rng_state initial_seed manual_seed rand_float randint_bool randn_float seed set_rng_state"),
        ("fails in TorchSharp 0.105.2 to 0.107.0, which ErrorTests checks", "torch.nn", "AdaptiveMaxPool3d"));

    /// <summary>Why the type's methods need no goldens of their own, or null where they do.</summary>
    public static string? Reason(Type type)
    {
        if (typeof(torch.nn.Module).IsAssignableFrom(type)) return "a layer: the goldens of its factory run it";
        if (type.IsInterface) return "declares what the layers implement";
        return Types.GetValueOrDefault(PublicSurface.Name(type));
    }

    private static Dictionary<string, string> Reasons(params (string Reason, string Type, string Names)[] rows) => rows
        .SelectMany(static row => row.Names.Split(' ').Select(name => (Member: $"{row.Type}.{name}", row.Reason)))
        .ToDictionary(static row => row.Member, static row => row.Reason);
}
