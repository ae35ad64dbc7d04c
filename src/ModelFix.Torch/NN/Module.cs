using TorchSharp.Modules;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>The base of every layer and model: a tree of submodules with parameters and buffers.</summary>
        public partial class Module : IDisposable
        {
            protected DeviceType _deviceType = DeviceType.CPU;
            protected int _deviceIndex = -1;
            protected OrderedDict<string, Module> _internal_submodules = new();
            protected OrderedDict<string, (Tensor, bool)> _internal_buffers = new();
            protected OrderedDict<string, Parameter> _internal_params = new();
            protected string? name;

            private bool _training = true;
            private bool _componentsAreRegistered;

            protected Module(string name)
            {
                this.name = name;
            }

            ~Module() => Dispose(false);

            /// <summary>Whether dropout, batch normalisation and the like behave as in training; true until <see cref="eval"/>.</summary>
            public virtual bool training => _training;

            public virtual string GetName() => name ?? GetType().Name;

            /// <summary>Disposes parameters, buffers and submodules.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing) return;
                foreach (var (_, buffer) in named_buffers(false)) buffer.Dispose();
                foreach (var (_, parameter) in named_parameters(false)) parameter.Dispose();
                foreach (var (_, module) in named_children()) module.Dispose();
            }

            /// <summary>Calls <paramref name="fn"/> on every submodule, children first, and then on this module.</summary>
            public virtual Module apply(Action<Module> fn)
            {
                foreach (var (_, module) in _internal_submodules) module.apply(fn);
                fn(this);
                return this;
            }

            /// <summary>Puts this module and all of its submodules in training mode, or in evaluation mode.</summary>
            public virtual void train(bool train = true)
            {
                _training = train;
                foreach (var (_, module) in named_children()) module.train(train);
            }

            /// <summary>Puts this module and all of its submodules in evaluation mode.</summary>
            public virtual void eval() => train(false);
        }
    }
}
