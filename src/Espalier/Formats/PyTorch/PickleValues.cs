namespace Espalier.Formats.PyTorch;

/// <summary>A pickled dictionary: pairs in their order. Keys are not hashed, so that none can be made to collide.</summary>
internal sealed class PickleDictionary
{
    internal List<KeyValuePair<object?, object?>> Items { get; } = [];

    /// <summary>The value of a text key, or null.</summary>
    internal object? Find(string key) => Items.Find(item => item.Key is string name && name == key).Value;
}

/// <summary>A value that is stepped over: whole numbers beyond 64 bits, and raw bytes.</summary>
internal sealed record PickleOpaque(string What);

/// <summary>What the names and calls in a pickle stand for. The machine itself knows none.</summary>
internal interface IPickleMeaning
{
    /// <summary>The value of a name such as <c>collections.OrderedDict</c>, or null if the name is not on the closed list.</summary>
    object? Resolve(string module, string name);

    /// <summary>The result of calling a resolved name, or null if the arguments do not fit it.</summary>
    object? Call(object? callee, object?[] arguments);

    /// <summary>The value that a persistent identifier stands for, or null if there is none.</summary>
    object? Load(object? identifier);

    /// <summary>Whether an object may be given this further state, which is dropped.</summary>
    bool AcceptsState(object? target, object? state);
}
