using System.Numerics;
using Espalier.Numerics;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Espalier.OnnxRuntime;

/// <summary>Numbers on their way between float64 and the types of a model.</summary>
internal static class EngineValues
{
    /// <summary>The type of a model's numbers, or null for text and the like.</summary>
    public static NumberType? TypeOf(TensorElementType type) => type switch
    {
        TensorElementType.Float => NumberType.Float32,
        TensorElementType.Double => NumberType.Float64,
        TensorElementType.Int32 => NumberType.Int32,
        TensorElementType.Int64 => NumberType.Int64,
        TensorElementType.Bool => NumberType.Bool,
        TensorElementType.Float16 => NumberType.Float16,
        _ => null,
    };

    public static NamedOnnxValue Entering(string name, EngineTensor tensor) => tensor.Type switch
    {
        NumberType.Float64 => Of(name, tensor, value => value),
        NumberType.Int32 => Of(name, tensor, value => (int)value),
        NumberType.Int64 => Of(name, tensor, value => (long)value),
        NumberType.Bool => Of(name, tensor, value => value != 0),
        NumberType.Float16 => Of(name, tensor, value => (Float16)(float)value),
        NumberType.Float32 => Of(name, tensor, value => (float)value),
        _ => throw new ArgumentOutOfRangeException(nameof(tensor), tensor.Type, "no value enters as this type"),
    };

    /// <summary>A result as float64, or null if it is no tensor of numbers.</summary>
    public static EngineTensor? Leaving(NamedOnnxValue result) => result.Value switch
    {
        Tensor<float> values => From(values, NumberType.Float32),
        Tensor<double> values => From(values, NumberType.Float64),
        Tensor<int> values => From(values, NumberType.Int32),
        Tensor<long> values => From(values, NumberType.Int64),
        Tensor<bool> values => new(NumberType.Bool, Extents(values), [.. values.Select(value => value ? 1.0 : 0)]),
        Tensor<Float16> values => new(NumberType.Float16, Extents(values), [.. values.Select(value => (double)(float)value)]),
        _ => null,
    };

    private static EngineTensor From<T>(Tensor<T> values, NumberType type)
        where T : INumber<T> => new(type, Extents(values), [.. values.Select(double.CreateChecked)]);

    private static long[] Extents<T>(Tensor<T> values) => [.. values.Dimensions.ToArray().Select(extent => (long)extent)];

    private static NamedOnnxValue Of<T>(string name, EngineTensor tensor, Func<double, T> convert) => NamedOnnxValue.CreateFromTensor(
        name, new DenseTensor<T>(tensor.Values.Select(convert).ToArray(), [.. tensor.Extents.Select(extent => (int)extent)]));
}
