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
                FindMnist(),
            ]));

    private static DataSet FindMnist()
    {
        string path = DataFolder.Of(DataSource.Mnist);
        if (!Directory.Exists(path)) return new DataSet(DataSource.Mnist, Available: false, null, path, "fetch it with 'espalier data fetch mnist'");
        try
        {
            int examples = Mnist.Load(path, training: true).Count + Mnist.Load(path, training: false).Count;
            return new DataSet(DataSource.Mnist, Available: true, examples, path, "here");
        }
        catch (InvalidInputException damage)
        {
            return new DataSet(DataSource.Mnist, Available: false, null, path, damage.Message);
        }
    }
}
