namespace Espalier.Lab.Reproductions;

/// <summary>One number of a paper beside ours.</summary>
/// <param name="Quantity">What is compared.</param>
/// <param name="Published">The published number, or null where the paper has none.</param>
/// <param name="Measured">Ours.</param>
/// <param name="Agrees">Whether the two agree as <paramref name="Criterion"/> says; null where there is nothing to compare.</param>
/// <param name="Criterion">What agreeing means here.</param>
public sealed record ReproductionRow(string Quantity, double? Published, double Measured, bool? Agrees, string? Criterion)
{
    /// <summary>Ours alone.</summary>
    public static ReproductionRow Ours(string quantity, double measured) => new(quantity, null, measured, null, null);

    /// <summary>Must be the same number.</summary>
    public static ReproductionRow Same(string quantity, double published, double measured) =>
        new(quantity, published, measured, published == measured, "the same");

    /// <summary>Must be within a distance.</summary>
    public static ReproductionRow Within(string quantity, double published, double measured, double distance, string criterion) =>
        new(quantity, published, measured, Math.Abs(published - measured) <= distance, criterion);

    /// <summary>Must be at most the published number.</summary>
    public static ReproductionRow AtMost(string quantity, double published, double measured) =>
        new(quantity, published, measured, measured <= published, "at most");
}
