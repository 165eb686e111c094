namespace Espalier.SubsetSums.Coded;

/// <summary>The bits per weight as a type, so that a kernel is compiled for each.</summary>
internal interface ISymbolBits
{
    static abstract int Count { get; }
}

internal readonly struct OneBit : ISymbolBits
{
    public static int Count => 1;
}

internal readonly struct TwoBits : ISymbolBits
{
    public static int Count => 2;
}

internal readonly struct ThreeBits : ISymbolBits
{
    public static int Count => 3;
}

internal readonly struct FourBits : ISymbolBits
{
    public static int Count => 4;
}

internal readonly struct FiveBits : ISymbolBits
{
    public static int Count => 5;
}
