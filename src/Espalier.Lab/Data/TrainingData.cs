using System.Collections.Concurrent;
using Espalier.Formats;
using Espalier.Graphs;
using Espalier.Training;
using Espalier.Training.DataSets;

namespace Espalier.Lab.Data;

/// <summary>The data sets of training experiments, read once and shared by all cells; what is read is immutable.</summary>
/// <param name="mnist">The folder of the MNIST files.</param>
/// <param name="lenet">The file of a trained LeNet-5.</param>
/// <param name="fashion">The folder of the Fashion-MNIST files, which are laid out as those of MNIST; null for the user's data folder.</param>
public sealed class TrainingData(string mnist, string lenet, string? fashion = null)
{
    /// <summary>The file of the LeNet-5 whose convolutions Experiment 2 of Pensia et al. 2020 freezes.</summary>
    public const string LeNetFile = "LeNet5_e50_h500.pt";

    private readonly ConcurrentDictionary<string, Lazy<object>> _kept = new(StringComparer.Ordinal);

    /// <summary>The sets in the user's data folder.</summary>
    public static TrainingData InDataFolder() =>
        new(DataFolder.Holding("mnist"), Path.Combine(DataFolder.Of("pensia"), LeNetFile), DataFolder.Holding("fashion-mnist"));

    /// <summary>The first images of a set; glyphs are those of seed 1.</summary>
    /// <exception cref="InvalidInputException">The files are missing or damaged.</exception>
    public LabelledImages Images(string name, bool training, int count)
    {
        LabelledImages all = name switch
        {
            "glyphs" => Keep(Invariant($"glyphs {training} {count}"), () => Glyphs.Make(1, training, count, threads: 1)),
            "fashion-mnist" => Keep(
                $"fashion-mnist {training}",
                () => Mnist.Load(fashion ?? DataFolder.Holding("fashion-mnist"), training, MnistSet.Fashion)),
            _ => Keep($"mnist {training}", () => Mnist.Load(mnist, training)),
        };
        return count < all.Count ? all.Slice(0, count) : all;
    }

    /// <summary>The trained convolutions, with pooling and flattening.</summary>
    /// <exception cref="InvalidInputException">The file is missing or is no LeNet-5.</exception>
    public Network Convolutions() => Keep("convolutions", () => FrozenLayers.Of(NetworkFile.Read(lenet).Network, lenet));

    /// <summary>Images behind frozen layers, computed once.</summary>
    /// <param name="key">Names the layers: equal keys must mean equal layers.</param>
    /// <param name="images">The images.</param>
    /// <param name="front">The frozen layers, or null for the pixels themselves.</param>
    public ExampleSet Examples(string key, LabelledImages images, Network? front) =>
        front is null ? ExampleSet.Of(images) : Keep($"examples {key} {images.Name} {images.Count}", () => ExampleSet.Of(images, front, threads: 1));

    /// <summary>What failed is tried again by who asks next: a file that was missing may be there by then.</summary>
    private T Keep<T>(string key, Func<T> make)
        where T : class
    {
        Lazy<object> kept = _kept.GetOrAdd(key, _ => new Lazy<object>(make));
        try
        {
            return (T)kept.Value;
        }
        catch
        {
            _kept.TryRemove(KeyValuePair.Create(key, kept));
            throw;
        }
    }
}
