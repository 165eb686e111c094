using Espalier.Numerics;

namespace Espalier.Formats.Onnx;

/// <summary>The types of tensors under their numbers in a file.</summary>
internal static class OnnxTypes
{
    private static readonly string[] Names =
    [
        "undefined", "float32", "uint8", "int8", "uint16", "int16", "int32", "int64", "string", "bool", "float16", "float64",
        "uint32", "uint64", "complex64", "complex128", "bfloat16",
    ];

    /// <summary>The name of any type, read here or not.</summary>
    public static string NameOf(int number) =>
        number >= 0 && number < Names.Length ? Names[number] : Invariant($"element type {number}");

    /// <summary>The type that a number stands for, or null for one that is not read.</summary>
    public static NumberType? Of(int number) => number switch
    {
        1 => NumberType.Float32,
        6 => NumberType.Int32,
        7 => NumberType.Int64,
        9 => NumberType.Bool,
        10 => NumberType.Float16,
        11 => NumberType.Float64,
        16 => NumberType.BFloat16,
        _ => null,
    };

    /// <summary>The number of a type.</summary>
    public static int NumberOf(NumberType type) => Array.IndexOf(Names, type.Name);
}
