using Espalier.Lab.Data;
using Espalier.Training.DataSets;

namespace Espalier.Work.Data;

/// <summary>Asks which data sets there are.</summary>
public sealed record ListRequest;

/// <summary>The user's data folder and the sets.</summary>
public sealed record ListAnswer(string Path, DataSet[] Sets);

/// <summary>A data set that the field <c>data</c> can name; <c>Examples</c> and <c>Path</c> are null where there are none.</summary>
public sealed record DataSet(string Name, bool Available, int? Examples, string? Path, string Note);

/// <summary>Lists the data sets, and whether they are here.</summary>
public sealed class ListJob : IJob<ListRequest, ListAnswer>
{
    /// <inheritdoc/>
    public Outcome<ListAnswer> Run(ListRequest request, Workplace place) =>
        Outcome.Of(new ListAnswer(
            DataFolder.Root,
            [
                new DataSet(
                    DataSource.Glyphs, Available: true, DataSource.TrainingImages + DataSource.TestImages, null, "built in; drawn from the seed"),
                .. MnistSet.All.Select(Find),
            ]));

    private static DataSet Find(MnistSet set)
    {
        string path = DataFolder.Holding(set.Name);
        if (!Directory.Exists(path)) return new DataSet(set.Name, Available: false, null, path, $"fetch it with 'espalier data fetch {set.Name}'");
        try
        {
            int examples = Mnist.Load(path, training: true, set).Count + Mnist.Load(path, training: false, set).Count;
            return new DataSet(set.Name, Available: true, examples, path, "here");
        }
        catch (InvalidInputException damage)
        {
            return new DataSet(set.Name, Available: false, null, path, damage.Message);
        }
    }
}
