using Espalier.Lab.Figures;
using Espalier.Lab.Reports;
using Espalier.Lab.Specifications;
using Espalier.Lab.Storage;
using Espalier.Lab.Storage.Exports;
using Espalier.Lab.Tests.Experiments;
using Espalier.Lab.Tests.Figures;
using Espalier.Lab.Tests.Reports;
using Espalier.Lab.Tests.Storage;
using Espalier.Tests.House;

namespace Espalier.Lab.Tests.House;

/// <summary>Stores, tables, figures and reports are the same whatever the culture of the program that runs the laboratory.</summary>
public sealed class CultureTests
{
    private const string Grid = "replicates: 3\ngrid: {whole: [-2, 1500], real: [0.5, 1e-3], choice: [\"com,ma\", plain], flag: [true, false]}";

    public static TheoryData<string> Names => Cultures.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void A_store_goes_on_under_another(string culture)
    {
        var experiment = new TrivialExperiment();
        Cultures.Same(culture, () =>
        {
            using var folder = new StoreFolder();
            folder.Run(experiment, Grid);
            return string.Join('\n', folder.SortedLines());
        });

        using var shared = new StoreFolder();
        Cultures.Same(culture, () =>
        {
            // The second time there is nothing left to do.
            shared.Run(experiment, Grid);
            RecordTable table = RecordTable.Load(shared.Open());
            var text = new StringWriter();
            CsvExport.Write(table, text);
            return (table.Rows, table.Reading.Damaged.Count, text.ToString());
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Templates_are_written_and_read(string culture)
    {
        var experiment = new TrivialExperiment();
        Cultures.Same(culture, () => SpecificationTemplate.Of(experiment));
        Cultures.Same(culture, () => string.Join(' ', StoreFolder.Sweep(experiment, Grid).Points().Select(point => string.Join(',', point))));
        const string Until = "replicates: {at-most: 9, batch: 3, until: {measure: sum, low: -1.5, high: 2.5, half-width: 0.5, confidence: 0.9}}";
        Cultures.Same(culture, () => StoreFolder.Sweep(experiment, Until).Meaning);
    }

    [Slow]
    [Theory]
    [MemberData(nameof(Names))]
    public void Figures_and_reports_are_drawn(string culture)
    {
        foreach (Figure figure in FigureGallery.All.Values)
        {
            Cultures.Same(culture, () => FigureSvg.Draw(figure));
            Cultures.Same(culture, () => FigureCsv.Write(figure));
        }

        Cultures.Same(culture, () => ReportHtml.Write(ReportGallery.Full));
    }
}
