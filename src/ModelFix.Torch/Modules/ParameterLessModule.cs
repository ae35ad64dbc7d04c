namespace TorchSharp.Modules;

/// <summary>Marks layers without parameters, buffers or submodules.</summary>
public interface IParameterLessModule;

/// <summary>A layer with one input that has no parameters, buffers or submodules.</summary>
public abstract class ParameterLessModule<T1, TResult> : torch.nn.Module<T1, TResult>, IParameterLessModule
{
    protected ParameterLessModule(string name) : base(name)
    {
    }

    public override void register_buffer(string name, torch.Tensor tensor, bool persistent = true)
        => throw ParameterLess.CannotRegister("buffer", name, GetName());

    public override void register_parameter(string name, Parameter param)
        => throw ParameterLess.CannotRegister("parameter", name, GetName());

    public override void register_module(string name, torch.nn.Module submodule)
        => throw ParameterLess.CannotRegister("submodule", name, GetName());
}

/// <summary>A layer with two inputs that has no parameters, buffers or submodules.</summary>
public abstract class ParameterLessModule<T1, T2, TResult> : torch.nn.Module<T1, T2, TResult>, IParameterLessModule
{
    protected ParameterLessModule(string name) : base(name)
    {
    }

    public override void register_buffer(string name, torch.Tensor tensor, bool persistent = true)
        => throw ParameterLess.CannotRegister("buffer", name, GetName());

    public override void register_parameter(string name, Parameter param)
        => throw ParameterLess.CannotRegister("parameter", name, GetName());

    public override void register_module(string name, torch.nn.Module submodule)
        => throw ParameterLess.CannotRegister("submodule", name, GetName());
}

/// <summary>A layer with three inputs that has no parameters, buffers or submodules.</summary>
public abstract class ParameterLessModule<T1, T2, T3, TResult> : torch.nn.Module<T1, T2, T3, TResult>, IParameterLessModule
{
    protected ParameterLessModule(string name) : base(name)
    {
    }

    public override void register_buffer(string name, torch.Tensor tensor, bool persistent = true)
        => throw ParameterLess.CannotRegister("buffer", name, GetName());

    public override void register_parameter(string name, Parameter param)
        => throw ParameterLess.CannotRegister("parameter", name, GetName());

    public override void register_module(string name, torch.nn.Module submodule)
        => throw ParameterLess.CannotRegister("submodule", name, GetName());
}

/// <summary>A layer with four inputs that has no parameters, buffers or submodules.</summary>
public abstract class ParameterLessModule<T1, T2, T3, T4, TResult> : torch.nn.Module<T1, T2, T3, T4, TResult>, IParameterLessModule
{
    protected ParameterLessModule(string name) : base(name)
    {
    }

    public override void register_buffer(string name, torch.Tensor tensor, bool persistent = true)
        => throw ParameterLess.CannotRegister("buffer", name, GetName());

    public override void register_parameter(string name, Parameter param)
        => throw ParameterLess.CannotRegister("parameter", name, GetName());

    public override void register_module(string name, torch.nn.Module submodule)
        => throw ParameterLess.CannotRegister("submodule", name, GetName());
}

/// <summary>A layer with five inputs that has no parameters, buffers or submodules.</summary>
public abstract class ParameterLessModule<T1, T2, T3, T4, T5, TResult> : torch.nn.Module<T1, T2, T3, T4, T5, TResult>, IParameterLessModule
{
    protected ParameterLessModule(string name) : base(name)
    {
    }

    public override void register_buffer(string name, torch.Tensor tensor, bool persistent = true)
        => throw ParameterLess.CannotRegister("buffer", name, GetName());

    public override void register_parameter(string name, Parameter param)
        => throw ParameterLess.CannotRegister("parameter", name, GetName());

    public override void register_module(string name, torch.nn.Module submodule)
        => throw ParameterLess.CannotRegister("submodule", name, GetName());
}

/// <summary>A layer with six inputs that has no parameters, buffers or submodules.</summary>
public abstract class ParameterLessModule<T1, T2, T3, T4, T5, T6, TResult> : torch.nn.Module<T1, T2, T3, T4, T5, T6, TResult>, IParameterLessModule
{
    protected ParameterLessModule(string name) : base(name)
    {
    }

    public override void register_buffer(string name, torch.Tensor tensor, bool persistent = true)
        => throw ParameterLess.CannotRegister("buffer", name, GetName());

    public override void register_parameter(string name, Parameter param)
        => throw ParameterLess.CannotRegister("parameter", name, GetName());

    public override void register_module(string name, torch.nn.Module submodule)
        => throw ParameterLess.CannotRegister("submodule", name, GetName());
}

internal static class ParameterLess
{
    public static InvalidOperationException CannotRegister(string kind, string name, string module)
        => new($"Cannot register the {kind} '{name}' on {module}: it is declared parameter-less. Derive from torch.nn.Module instead.");
}
