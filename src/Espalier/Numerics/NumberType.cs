namespace Espalier.Numerics;

/// <summary>A type of numbers, as files store them and networks compute with them: the one vocabulary for all formats.</summary>
public enum NumberType
{
    /// <summary>IEEE 754 binary16: 11 significant bits, at most 65504.</summary>
    Float16,

    /// <summary>The upper half of a binary32: 8 significant bits.</summary>
    BFloat16,

    /// <summary>IEEE 754 binary32: 24 significant bits.</summary>
    Float32,

    /// <summary>IEEE 754 binary64: 53 significant bits.</summary>
    Float64,

    /// <summary>Two's complement in one byte.</summary>
    Int8,

    /// <summary>Two's complement in 2 bytes.</summary>
    Int16,

    /// <summary>Two's complement in 4 bytes.</summary>
    Int32,

    /// <summary>Two's complement in 8 bytes.</summary>
    Int64,

    /// <summary>Whole numbers from 0, in one byte.</summary>
    UInt8,

    /// <summary>Whole numbers from 0, in 2 bytes.</summary>
    UInt16,

    /// <summary>Whole numbers from 0, in 4 bytes.</summary>
    UInt32,

    /// <summary>Whole numbers from 0, in 8 bytes.</summary>
    UInt64,

    /// <summary>A byte that is zero or not.</summary>
    Bool,

    /// <summary>Two binary32.</summary>
    Complex64,

    /// <summary>Two binary64.</summary>
    Complex128,
}
