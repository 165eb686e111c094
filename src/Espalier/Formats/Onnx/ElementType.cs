namespace Espalier.Formats.Onnx;

/// <summary>The element types of tensors that are read, under their numbers in a file.</summary>
internal enum ElementType
{
    Single = 1,
    Int32 = 6,
    Int64 = 7,
    Boolean = 9,
    Half = 10,
    Double = 11,
    BrainHalf = 16,
}

/// <summary>What follows from an element type.</summary>
internal static class ElementTypes
{
    private static readonly string[] Names =
    [
        "undefined", "float32", "uint8", "int8", "uint16", "int16", "int32", "int64", "string", "bool", "float16", "float64",
        "uint32", "uint64", "complex64", "complex128", "bfloat16",
    ];

    public static string NameOf(int number) =>
        number >= 0 && number < Names.Length ? Names[number] : $"element type {number}";

    public static string Name(this ElementType type) => NameOf((int)type);

    public static bool IsKnown(int number) => Enum.IsDefined((ElementType)number);

    public static bool IsFloating(this ElementType type) =>
        type is ElementType.Single or ElementType.Double or ElementType.Half or ElementType.BrainHalf;

    /// <summary>Bytes per element where elements are stored raw.</summary>
    public static int Width(this ElementType type) => type switch
    {
        ElementType.Double or ElementType.Int64 => 8,
        ElementType.Single or ElementType.Int32 => 4,
        ElementType.Half or ElementType.BrainHalf => 2,
        _ => 1,
    };

    /// <summary>Whether every value of one floating type is a value of another.</summary>
    public static bool WidensTo(this ElementType from, ElementType to) =>
        from == to
        || (from.IsFloating() && to == ElementType.Double)
        || (from is ElementType.Half or ElementType.BrainHalf && to == ElementType.Single);

    /// <summary>A float32 result rounded to what the type can hold.</summary>
    public static float Rounded(this ElementType type, float value) => type switch
    {
        ElementType.Half => (float)(Half)value,
        ElementType.BrainHalf => RoundedToBrainHalf(value),
        _ => value,
    };

    /// <summary>A bfloat16 is the upper half of a float32.</summary>
    public static float FromBrainHalf(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    private static float RoundedToBrainHalf(float value)
    {
        if (!float.IsFinite(value)) return value;
        uint bits = BitConverter.SingleToUInt32Bits(value);
        uint halfUp = 0x7FFF + ((bits >> 16) & 1);
        return FromBrainHalf((ushort)((bits + halfUp) >> 16));
    }
}
