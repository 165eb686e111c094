namespace Espalier.Formats.Onnx;

/// <summary>In which order a tensor stores the weights of a linear map.</summary>
/// <remarks>
/// Weight p of output channel c, where channels are the rows of all blocks and p runs through the inputs, the places of a kernel fastest. Either
/// channels are stored one after the other, or, block by block, what all rows have of the first input, then of the second.
/// </remarks>
/// <param name="Blocks">The blocks, such as the groups of a transposed convolution.</param>
/// <param name="Rows">The output channels of a block.</param>
/// <param name="Inputs">The inputs of a channel.</param>
/// <param name="Places">1, or the places of a kernel.</param>
/// <param name="InputsFirst">Whether inputs come before rows.</param>
public sealed record StoredOrder(int Blocks, int Rows, int Inputs, int Places, bool InputsFirst)
{
    /// <summary>The output channels.</summary>
    public int Channels => Blocks * Rows;

    /// <summary>The weights of a channel.</summary>
    public int Kernel => Inputs * Places;

    /// <summary>All weights.</summary>
    public int Count => Channels * Kernel;

    /// <summary>Whether extents are positive and their product is one that an array can have.</summary>
    internal bool IsSane
    {
        get
        {
            Int128 count = 1;
            foreach (int extent in (ReadOnlySpan<int>)[Blocks, Rows, Inputs, Places])
            {
                if (extent < 1) return false;
                count *= extent;
            }

            return count <= Array.MaxLength / sizeof(double);
        }
    }

    /// <summary>Where a weight stands in the tensor.</summary>
    public int Position(int channel, int position)
    {
        if (!InputsFirst) return (channel * Kernel) + position;
        (int block, int row) = Math.DivRem(channel, Rows);
        (int input, int place) = Math.DivRem(position, Places);
        return (((((block * Inputs) + input) * Rows) + row) * Places) + place;
    }
}
