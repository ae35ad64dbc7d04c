using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static Sequential Sequential() => new(Enumerable.Empty<(string, IModule<Tensor, Tensor>)>());

        /// <summary>Layers one after the other, under the names given.</summary>
        public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules)
            => Sequential((IEnumerable<(string name, Module<Tensor, Tensor> submodule)>)modules);

        /// <summary>Layers one after the other, named "0", "1" and so on.</summary>
        public static Sequential Sequential(params Module<Tensor, Tensor>[] modules)
            => Sequential((IEnumerable<Module<Tensor, Tensor>>)modules);

        public static Sequential Sequential(params Tuple<string, Module<Tensor, Tensor>>[] modules)
            => Sequential((IEnumerable<Tuple<string, Module<Tensor, Tensor>>>)modules);

        public static Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> submodule)> modules)
            => new(modules.Select(static layer => (layer.name, (IModule<Tensor, Tensor>)layer.submodule)));

        public static Sequential Sequential(IEnumerable<Tuple<string, Module<Tensor, Tensor>>> modules)
            => new(modules.Select(static layer => (layer.Item1, (IModule<Tensor, Tensor>)layer.Item2)));

        public static Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules)
            => modules.Aggregate(Sequential(), static (layers, layer) => layers.append(layer));

        public static ModuleList<Module> ModuleList(params Module[] modules) => new(modules);

        public static ModuleList<T> ModuleList<T>(params T[] modules) where T : Module => new(modules);

        public static ModuleDict<Module> ModuleDict(params (string, Module)[] modules) => ModuleDict<Module>(modules);

        public static ModuleDict<T> ModuleDict<T>(params (string, T)[] modules) where T : Module
        {
            var result = new ModuleDict<T>();
            foreach (var module in modules) result.Add(module);
            return result;
        }

        public static ParameterList ParameterList(params Parameter[] parameters) => new(parameters);
    }
}
