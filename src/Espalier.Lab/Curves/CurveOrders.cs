namespace Espalier.Lab.Curves;

/// <summary>Whether orders that the literature reports hold in a table: each a sentence, and where they do not hold it says so.</summary>
public static class CurveOrders
{
    private static readonly (string Better, string Worse)[] Known =
        [("iterative-magnitude", "magnitude"), ("synflow", "random"), ("snip", "random"), ("erdos-renyi", "random")];

    private static string Not(string[] panels) => $"not in {string.Join(", ", panels)}";

    /// <summary>The orders at the kept share nearest to 5 %, of the methods that were measured.</summary>
    public static IEnumerable<string> Of(CurveTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.Points.IsEmpty) yield break;
        double at = table.Points.Select(point => point.Kept).MinBy(kept => Math.Abs(Math.Log(kept / 0.05)));
        foreach ((string better, string worse) in Known)
        {
            var pairs = table.Points.Where(point => point.Kept == at && point.Method == better)
                .Select(point => (Better: point, Worse: table.Points.FirstOrDefault(other =>
                    other.Method == worse && other.Kept == at && other.Network == point.Network && other.Data == point.Data)))
                .Where(pair => pair.Worse is not null)
                .ToArray();
            if (pairs.Length == 0) continue;
            string[] against = [
                .. pairs.Where(pair => pair.Better.Accuracy <= pair.Worse!.Accuracy).Select(pair => Invariant(
                    $"{pair.Better.Network} on {pair.Better.Data} ({100 * pair.Better.Accuracy:0.0} % against {100 * pair.Worse!.Accuracy:0.0} %)")),
            ];
            yield return against.Length == 0
                ? Invariant($"At {100 * at:0.###} % kept, {better} is above {worse} in all {pairs.Length} panels.")
                : Invariant(
                    $"At {100 * at:0.###} % kept, {better} is above {worse} in {pairs.Length - against.Length} of {pairs.Length} panels; {Not(against)}.");
        }
    }
}
