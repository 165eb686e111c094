using Espalier.Numerics.Random;

namespace Espalier.Tickets.Forms;

/// <summary>The parent's weights behind one pruned layer, regenerated from the seed slice by slice.</summary>
/// <remarks>
/// Pairs (M, N): M is h × columns with h = columns·b, N is outputs × h; block j is rows j·b … (j+1)·b − 1 of M, of which only
/// column j is ever kept. Direct candidates: weight w = i·columns + j owns elements w·n … (w+1)·n − 1 of one tensor, or row i
/// owns elements i·n … (i+1)·n − 1 for all its weights. <c>docs/formats.md</c> says the same in full.
/// </remarks>
internal sealed class ParentLayer
{
    /// <summary>The most candidates of one side that a subset may choose from: what the exact solver takes.</summary>
    public const int MostEligible = 44;

    private readonly TicketRecipe _recipe;
    private readonly RandomStream _first;
    private readonly RandomStream _second;
    private readonly int _columns;

    public ParentLayer(TicketRecipe recipe, int ordinal, int columns)
    {
        _recipe = recipe;
        _columns = columns;
        _first = new RandomStream(recipe.Seed, 2 * (uint)ordinal);
        _second = new RandomStream(recipe.Seed, (2 * (uint)ordinal) + 1);
    }

    /// <summary>Parent numbers behind one output row: the row of N, or the row's direct candidates.</summary>
    public int RowLength => _recipe.IsPair || _recipe.Share == CandidateShare.Weight ? checked(_columns * _recipe.Candidates) : _recipe.Candidates;

    /// <summary>u_k = M[j·b + k, j] for the rows k of block j.</summary>
    public void FillBlock(int column, Span<float> block)
    {
        for (int k = 0; k < block.Length; k++)
        {
            ulong row = ((ulong)column * (ulong)_recipe.Candidates) + (ulong)k;
            _recipe.Distribution.Fill(_first, (row * (ulong)_columns) + (ulong)column, block.Slice(k, 1));
        }
    }

    /// <summary>The parent numbers behind output row i.</summary>
    public void FillRow(int output, Span<float> row) =>
        _recipe.Distribution.Fill(_recipe.IsPair ? _second : _first, (ulong)output * (ulong)RowLength, row[..RowLength]);

    /// <summary>Where in a row's numbers the candidates of a column begin.</summary>
    public int Offset(int column) => _recipe.IsPair || _recipe.Share == CandidateShare.Weight ? column * _recipe.Candidates : 0;

    /// <summary>The rows of a block that may serve each side, as bits: the first 44 with u &gt; 0 and the first 44 with u &lt; 0.</summary>
    public static (ulong Positive, ulong Negative) Eligible(ReadOnlySpan<float> block)
    {
        ulong positive = 0;
        ulong negative = 0;
        int positives = 0;
        int negatives = 0;
        for (int k = 0; k < block.Length; k++)
        {
            if (block[k] > 0 && positives < MostEligible)
            {
                positive |= 1UL << k;
                positives++;
            }
            else if (block[k] < 0 && negatives < MostEligible)
            {
                negative |= 1UL << k;
                negatives++;
            }
        }

        return (positive, negative);
    }
}
