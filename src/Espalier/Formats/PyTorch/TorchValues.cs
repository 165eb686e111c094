using Espalier.Numerics;

namespace Espalier.Formats.PyTorch;

/// <summary>The names that a pickle of tensors may call.</summary>
internal enum TorchConstructor
{
    /// <summary><c>collections.OrderedDict</c>.</summary>
    OrderedDictionary,

    /// <summary><c>torch._utils._rebuild_tensor_v2</c> and its predecessor.</summary>
    Tensor,

    /// <summary><c>torch._utils._rebuild_parameter</c>.</summary>
    Parameter,
}

/// <summary>A name such as <c>torch.FloatStorage</c>.</summary>
internal sealed record TorchStorageType(NumberType Element);

/// <summary>A block of raw elements that tensors share.</summary>
/// <param name="Key">The name under which the file stores it.</param>
/// <param name="Element">The type of its elements.</param>
/// <param name="Count">How many there are said to be.</param>
internal sealed record TorchStorage(string Key, NumberType Element, long Count);

/// <summary>A view of a storage, not yet checked against it.</summary>
internal sealed record TorchTensor(TorchStorage Storage, long Offset, long[] Extents, long[] Strides);
