namespace Espalier.Work.Data;

/// <summary>Which examples a request is about, and how their numbers enter a network.</summary>
public interface IExampleRequest
{
    /// <summary>An .npz, .npy or .csv file, a folder of arrays or with the four MNIST files, or the name of a data set.</summary>
    string? Data { get; }

    /// <summary>The label column of a table: its name, or its number from 1 on; null for the one named label.</summary>
    string? Label { get; }

    /// <summary>What every number of the data is multiplied by; null for 1/255 of images of bytes, and 1 of everything else.</summary>
    double? Scale { get; }

    /// <summary>Means and then deviations, of all channels or of each: (x·scale − mean)/deviation.</summary>
    double[]? Normalise { get; }

    /// <summary>The seed of glyphs that are drawn.</summary>
    ulong Seed { get; }
}
