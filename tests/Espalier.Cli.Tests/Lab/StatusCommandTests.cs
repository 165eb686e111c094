using Espalier.Cli.Frame;
using Espalier.Cli.Lab;
using Espalier.Work.Lab;

namespace Espalier.Cli.Tests.Lab;

public sealed class StatusCommandTests
{
    /// <summary>Cells that were set aside are listed behind the failures, and make none of these shown.</summary>
    [Theory]
    [InlineData(25, 5, "… and 5 failed cells more")]
    [InlineData(20, 5, null)]
    public void Failures_that_are_not_shown_are_counted(int failed, int setAside, string? more)
    {
        StatusFailure cell = new("address", new Dictionary<string, string>(StringComparer.Ordinal), 0, "Error", "it failed");
        StatusAnswer found = new(
            "law", "s.db", "law", "law.yaml", ["5 replicates"], 100, 70, failed, setAside, 0, 0, 0, null, [],
            [.. Enumerable.Repeat(cell, Math.Min(failed, StatusJob.MostFailures) + setAside)], []);
        var text = new StringWriter();
        StatusCommand.Show(found, new Page(text, 200, colour: false));
        string last = text.ToString().TrimEnd('\n').Split('\n')[^1];
        if (more is null) Assert.DoesNotContain("more", last, StringComparison.Ordinal);
        else Assert.StartsWith(more, last, StringComparison.Ordinal);
    }
}
