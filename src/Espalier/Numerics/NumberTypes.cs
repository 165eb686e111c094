namespace Espalier.Numerics;

/// <summary>What follows from a type of numbers.</summary>
internal static class NumberTypes
{
    /// <param name="type">The type.</param>
    extension(NumberType type)
    {
        /// <summary>Its name in messages and in most formats: <c>float32</c>.</summary>
        internal string Name => type switch
        {
            NumberType.Float16 => "float16",
            NumberType.BFloat16 => "bfloat16",
            NumberType.Float32 => "float32",
            NumberType.Float64 => "float64",
            NumberType.Int8 => "int8",
            NumberType.Int16 => "int16",
            NumberType.Int32 => "int32",
            NumberType.Int64 => "int64",
            NumberType.UInt8 => "uint8",
            NumberType.UInt16 => "uint16",
            NumberType.UInt32 => "uint32",
            NumberType.UInt64 => "uint64",
            NumberType.Bool => "bool",
            NumberType.Complex64 => "complex64",
            _ => "complex128",
        };

        /// <summary>Bytes of a number.</summary>
        internal int Size => type switch
        {
            NumberType.Int8 or NumberType.UInt8 or NumberType.Bool => 1,
            NumberType.Float16 or NumberType.BFloat16 or NumberType.Int16 or NumberType.UInt16 => 2,
            NumberType.Float32 or NumberType.Int32 or NumberType.UInt32 => 4,
            NumberType.Complex128 => 16,
            _ => 8,
        };

        /// <summary>Whether these are the real numbers that weights are made of.</summary>
        internal bool IsFloat => type <= NumberType.Float64;

        /// <summary>Whether these are whole numbers, negative ones too.</summary>
        internal bool IsSigned => type is >= NumberType.Int8 and <= NumberType.Int64;

        /// <summary>Whether float32 holds every value.</summary>
        internal bool FitsSingle => type.Size <= (type.IsFloat ? 4 : 2);

        /// <summary>Whether every value of this floating type is a value of another.</summary>
        internal bool WidensTo(NumberType other) =>
            type == other
                || (type.IsFloat && other == NumberType.Float64)
                || (type is NumberType.Float16 or NumberType.BFloat16 && other == NumberType.Float32);

        /// <summary>A number rounded once to what a type of at most 32 bits can hold.</summary>
        internal float Rounded(double value) => type switch
        {
            NumberType.Float16 => (float)(Half)value,
            NumberType.BFloat16 => RoundedToBrainFloat(value),
            _ => (float)value,
        };
    }

    /// <summary>A bfloat16 is the upper half of a float32.</summary>
    internal static float FromBrainFloat(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);

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
