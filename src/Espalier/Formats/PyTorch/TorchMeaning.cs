using Espalier.Formats.Elements;
using Espalier.Numerics;

namespace Espalier.Formats.PyTorch;

/// <summary>The closed list of what a pickle of tensors may name, and what each name means. Calls only describe; nothing runs.</summary>
internal sealed class TorchMeaning : IPickleMeaning
{
    private readonly Dictionary<string, TorchStorage> _storages = new(StringComparer.Ordinal);

    /// <summary>The storages met so far, by key.</summary>
    internal IReadOnlyDictionary<string, TorchStorage> Storages => _storages;

    /// <inheritdoc/>
    public object? Resolve(string module, string name) => (module, name) switch
    {
        ("collections", "OrderedDict") => TorchConstructor.OrderedDictionary,
        ("torch._utils", "_rebuild_tensor_v2" or "_rebuild_tensor") => TorchConstructor.Tensor,
        ("torch._utils", "_rebuild_parameter") => TorchConstructor.Parameter,
        ("torch" or "torch.cuda", _) => Storage(name),
        _ => null,
    };

    /// <inheritdoc/>
    public object? Call(object? callee, object?[] arguments) => callee switch
    {
        TorchConstructor.OrderedDictionary => Dictionary(arguments),
        TorchConstructor.Tensor => Tensor(arguments),
        TorchConstructor.Parameter => arguments is [TorchTensor data, ..] ? data : null,
        _ => null,
    };

    /// <inheritdoc/>
    public object? Load(object? identifier)
    {
        // ('storage', type, key, location, count), with a view in legacy files: always None since PyTorch 0.4.
        if (identifier is not object?[] tuple || tuple.Length is < 5 or > 6) return null;
        if (tuple is not ["storage", TorchStorageType type, string key, string, long and >= 0 and var count, ..]) return null;
        if (tuple.Length == 6 && tuple[5] is not null) return null;
        var storage = new TorchStorage(key, type.Element, count);
        return _storages.TryAdd(key, storage) || _storages[key] == storage ? _storages[key] : null;
    }

    /// <inheritdoc/>
    public bool AcceptsState(object? target, object? state) => target is PickleDictionary && state is PickleDictionary;

    private static TorchStorageType? Storage(string name) => name switch
    {
        "FloatStorage" => new(NumberType.Float32),
        "DoubleStorage" => new(NumberType.Float64),
        "HalfStorage" => new(NumberType.Float16),
        "BFloat16Storage" => new(NumberType.BFloat16),
        "LongStorage" => new(NumberType.Int64),
        "IntStorage" => new(NumberType.Int32),
        "ShortStorage" => new(NumberType.Int16),
        "CharStorage" => new(NumberType.Int8),
        "ByteStorage" => new(NumberType.UInt8),
        "BoolStorage" => new(NumberType.Bool),
        "ComplexFloatStorage" => new(NumberType.Complex64),
        "ComplexDoubleStorage" => new(NumberType.Complex128),
        _ => null,
    };

    /// <summary>An empty dictionary, or one from a list of pairs as Python 2 writes it.</summary>
    private static PickleDictionary? Dictionary(object?[] arguments)
    {
        var dictionary = new PickleDictionary();
        if (arguments.Length == 0) return dictionary;
        if (arguments is not [List<object?> pairs]) return null;
        foreach (object? pair in pairs)
        {
            if (pair is List<object?> { Count: 2 } list) dictionary.Items.Add(new(list[0], list[1]));
            else if (pair is object?[] { Length: 2 } tuple) dictionary.Items.Add(new(tuple[0], tuple[1]));
            else return null;
        }

        return dictionary;
    }

    private static TorchTensor? Tensor(object?[] arguments)
    {
        if (arguments is not [TorchStorage storage, long offset, object?[] size, object?[] stride, ..]) return null;
        return Numbers(size) is { } extents && Numbers(stride) is { } strides ? new TorchTensor(storage, offset, extents, strides) : null;
    }

    private static long[]? Numbers(object?[] values) =>
        values.Length <= StridedLayout.MaxRank && values.All(value => value is long) ? [.. values.Cast<long>()] : null;
}
