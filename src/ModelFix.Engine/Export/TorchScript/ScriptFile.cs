using System.Globalization;
using System.Text;
using ModelFix.Core.Export;

namespace ModelFix.Engine.Export.TorchScript;

/// <summary>Writes a TorchScript model as an archive: its code, and the tensors that it keeps.</summary>
/// <remarks>Source of the format: torch/csrc/jit/serialization/export_module.cpp and pickler.cpp of PyTorch.</remarks>
internal sealed class ScriptFile
{
    private readonly StoredZip _zip;

    private ScriptFile(StoredZip zip) => _zip = zip;

    /// <summary>Writes a file.</summary>
    /// <param name="model">The model.</param>
    /// <param name="name">Its name.</param>
    /// <param name="path">The file.</param>
    public static void Write(ScriptModel model, string name, string path)
    {
        using var stream = File.Create(path);
        var zip = new StoredZip(stream);
        new ScriptFile(zip).Write(model, ScriptModule.Of(name, model.Weights));
        zip.Finish();
    }

    /// <summary>Writes the model beside where it goes to, and puts it there when it is whole.</summary>
    public static void Place(ScriptModel model, string name, string path)
    {
        var beside = $"{path}.{Guid.NewGuid():N}";
        try
        {
            Write(model, name, beside);
            File.Move(beside, path, overwrite: true);
        }
        finally
        {
            File.Delete(beside);
        }
    }

    private void Write(ScriptModel model, ScriptModule root)
    {
        var folder = root.ClassName;
        var data = new Pickle();
        Instance(data, root, Storages($"{folder}/data/"));
        _zip.Add($"{folder}/data.pkl", data.Finished());
        _zip.Add($"{folder}/code/__torch__.py", Encoding.UTF8.GetBytes(ScriptCode.Of(model, root)));
        var constants = new Pickle();
        var store = Storages($"{folder}/constants/");
        constants.Tuple(pickle =>
        {
            foreach (var tensor in model.Constants) Tensor(pickle, tensor, store(tensor));
        });
        _zip.Add($"{folder}/constants.pkl", constants.Finished());
        _zip.Add($"{folder}/version", Encoding.ASCII.GetBytes(model.Version.ToString(CultureInfo.InvariantCulture) + "\n"));
        _zip.Add($"{folder}/byteorder", "little"u8.ToArray());
    }

    /// <summary>Writes the storages of a folder, each once, and gives their keys.</summary>
    private Func<TensorData, string> Storages(string folder)
    {
        var keys = new Dictionary<TensorData, string>(ReferenceEqualityComparer.Instance);
        return tensor =>
        {
            if (keys.TryGetValue(tensor, out var known)) return known;
            var key = keys.Count.ToString(CultureInfo.InvariantCulture);
            _zip.Add(folder + key, tensor.Bytes);
            return keys[tensor] = key;
        };
    }

    private static void Instance(Pickle pickle, ScriptModule module, Func<TensorData, string> store) =>
        pickle.Global("__torch__", module.ClassName).Instance(attributes =>
        {
            foreach (var (name, weight) in module.Weights) Tensor(attributes.Text(name), weight.Data, store(weight.Data));
            foreach (var (name, child) in module.Children) Instance(attributes.Text(name), child, store);
            attributes.Text("training").Flag(false);
        });

    /// <summary>It asks for no gradient, as it had none when the model was recorded.</summary>
    private static void Tensor(Pickle pickle, TensorData tensor, string key)
    {
        var strides = new long[tensor.Dims.Count];
        var elements = 1L;
        for (var i = strides.Length - 1; i >= 0; i--) (strides[i], elements) = (elements, elements * tensor.Dims[i]);
        pickle.Global("torch._utils", "_rebuild_tensor_v2").Tuple(arguments => arguments
            .Tuple(storage => storage
                .Text("storage").Global("torch", ScriptTypes.Storage(tensor.Type)).Text(key).Text("cpu").Integer(elements))
            .Persistent()
            .Integer(0)
            .Tuple(sizes => Integers(sizes, tensor.Dims))
            .Tuple(steps => Integers(steps, strides))
            .Flag(false)
            .Global("collections", "OrderedDict").Tuple(_ => { }).Called())
            .Called();
    }

    private static void Integers(Pickle pickle, IEnumerable<long> numbers)
    {
        foreach (var number in numbers) pickle.Integer(number);
    }
}
