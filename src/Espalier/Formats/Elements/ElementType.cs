using System.Globalization;

namespace Espalier.Formats.Elements;

/// <summary>What the bytes of an element mean.</summary>
internal enum ElementKind
{
    /// <summary>IEEE 754 binary16, 32 or 64.</summary>
    Float,

    /// <summary>The upper half of a binary32.</summary>
    BrainFloat,

    /// <summary>Two's complement.</summary>
    Signed,

    /// <summary>Not negative.</summary>
    Unsigned,

    /// <summary>A byte that is zero or not.</summary>
    Boolean,

    /// <summary>A pair of floats.</summary>
    Complex,
}

/// <summary>The type of the elements of a stored array.</summary>
internal readonly record struct ElementType(ElementKind Kind, int Size)
{
    internal static readonly ElementType Float16 = new(ElementKind.Float, 2);
    internal static readonly ElementType BFloat16 = new(ElementKind.BrainFloat, 2);
    internal static readonly ElementType Float32 = new(ElementKind.Float, 4);
    internal static readonly ElementType Float64 = new(ElementKind.Float, 8);
    internal static readonly ElementType UInt8 = new(ElementKind.Unsigned, 1);

    /// <summary>Whether these are the real numbers that weights are made of.</summary>
    internal bool IsFloat => Kind is ElementKind.Float or ElementKind.BrainFloat;

    /// <summary>Whether float32 holds every value.</summary>
    internal bool FitsSingle => Size <= (IsFloat ? 4 : 2);

    /// <inheritdoc/>
    public override string ToString()
    {
        string bits = (8 * Size).ToString(CultureInfo.InvariantCulture);
        return Kind switch
        {
            ElementKind.Float => "float" + bits,
            ElementKind.BrainFloat => "bfloat" + bits,
            ElementKind.Signed => "int" + bits,
            ElementKind.Unsigned => "uint" + bits,
            ElementKind.Complex => "complex" + bits,
            _ => "bool",
        };
    }
}
