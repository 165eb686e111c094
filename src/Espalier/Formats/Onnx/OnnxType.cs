namespace Espalier.Formats.Onnx;

/// <summary>The element types of tensors that are read, under their numbers in a file.</summary>
internal enum OnnxType
{
    Single = 1,
    Int32 = 6,
    Int64 = 7,
    Boolean = 9,
    Half = 10,
    Double = 11,
    BrainFloat = 16,
}

/// <summary>What follows from an element type.</summary>
internal static class OnnxTypes
{
    private static readonly string[] Names =
    [
        "undefined", "float32", "uint8", "int8", "uint16", "int16", "int32", "int64", "string", "bool", "float16", "float64",
        "uint32", "uint64", "complex64", "complex128", "bfloat16",
    ];

    public static string NameOf(int number) =>
        number >= 0 && number < Names.Length ? Names[number] : $"element type {number}";

    public static string Name(this OnnxType type) => NameOf((int)type);

    public static bool IsKnown(int number) => Enum.IsDefined((OnnxType)number);

    public static bool IsFloating(this OnnxType type) =>
        type is OnnxType.Single or OnnxType.Double or OnnxType.Half or OnnxType.BrainFloat;

    /// <summary>Bytes per element where elements are stored raw.</summary>
    public static int Width(this OnnxType type) => type switch
    {
        OnnxType.Double or OnnxType.Int64 => 8,
        OnnxType.Single or OnnxType.Int32 => 4,
        OnnxType.Half or OnnxType.BrainFloat => 2,
        _ => 1,
    };

    /// <summary>Whether every value of one floating type is a value of another.</summary>
    public static bool WidensTo(this OnnxType from, OnnxType to) =>
        from == to
        || (from.IsFloating() && to == OnnxType.Double)
        || (from is OnnxType.Half or OnnxType.BrainFloat && to == OnnxType.Single);

    /// <summary>A result rounded once to what a type of at most 32 bits can hold.</summary>
    public static float Rounded(this OnnxType type, double value) => type switch
    {
        OnnxType.Half => (float)(Half)value,
        OnnxType.BrainFloat => RoundedToBrainFloat(value),
        _ => (float)value,
    };

    /// <summary>A bfloat16 is the upper half of a float32.</summary>
    public static float FromBrainFloat(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    private static float RoundedToBrainFloat(double value)
    {
        float near = (float)value;
        if (!float.IsFinite(near)) return near;
        uint bits = BitConverter.SingleToUInt32Bits(near);

        // Ties go to even, unless they are none: what float32 did not hold decides.
        uint up = Math.Abs(value).CompareTo(Math.Abs(near)) switch
        {
            0 => 0x7FFF + ((bits >> 16) & 1),
            > 0 => 0x8000,
            < 0 => 0x7FFF,
        };
        return FromBrainFloat((ushort)((bits + up) >> 16));
    }
}
