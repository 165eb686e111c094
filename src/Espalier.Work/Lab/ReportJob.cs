using Espalier.Formats;
using Espalier.Lab.Reports;
using Espalier.Lab.Storage;
using Espalier.Lab.Summaries;
using Espalier.Work.Inputs;

namespace Espalier.Work.Lab;

/// <summary>A store to write a page about.</summary>
public sealed record ReportRequest
{
    /// <summary>The store.</summary>
    public required string Store { get; init; }

    /// <summary>The sweep; the only one if not given.</summary>
    public string? Sweep { get; init; }

    /// <summary>The page to write.</summary>
    public string Out { get; init; } = "report.html";

    /// <summary>The confidence of the intervals.</summary>
    public double Confidence { get; init; } = 0.95;
}

/// <summary>What was written, and from how much.</summary>
public sealed record ReportAnswer(string Path, int Done, int Failed, int Figures);

/// <summary>Writes a page with every measure drawn and tabled, and how to get it again.</summary>
public sealed class ReportJob : IJob<ReportRequest, ReportAnswer>
{
    /// <inheritdoc/>
    public Outcome<ReportAnswer> Run(ReportRequest request, Workplace place)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(place);
        Require.Probability("confidence", request.Confidence);
        using IStore store = Stores.Open(request.Store);
        IStoredSweep sweep = store.Open(request.Sweep);
        AtomicFile.RequireWritable(request.Out);
        RecordTable table = SweepWork.Load(sweep, place);
        place.Begin("writing the report");
        Report report = SweepReport.Of(sweep, table, request.Confidence);
        AtomicFile.WriteText(request.Out, ReportHtml.Write(report));
        int figures = report.Sections.Sum(section => section.Blocks.OfType<FigureBlock>().Count());
        return Outcome.Of(new ReportAnswer(request.Out, table.Rows, table.Failures.Count, figures));
    }
}
