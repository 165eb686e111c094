using Espalier.Formats;
using Espalier.Graphs;
using Espalier.Graphs.Operators;
using Espalier.Work.Data;
using Espalier.Work.Training;

namespace Espalier.Work.Tour;

/// <summary>The network of the tour: a convolution and a dense layer that learn to read the glyphs that this program draws.</summary>
public static class TourNetwork
{
    /// <summary>Test images.</summary>
    public const int TestImages = 1000;

    /// <summary>Training images.</summary>
    public const int Images = 6000;

    /// <summary>How often each is seen.</summary>
    public const int Epochs = 2;

    /// <summary>The learning rate of the first epoch.</summary>
    public const double LearningRate = 0.05;

    private const int Channels = 32;

    /// <summary>Trains it and writes it.</summary>
    internal static void Train(string path, ulong seed, Workplace place)
    {
        // A file of a network says what to train by its operators and shapes; the trained weights take the place of its zeros.
        NetworkFile.Write(path, Blueprint());
        new TrainJob().Run(
            new TrainRequest
            {
                Data = DataSource.Glyphs,
                Network = path,
                Training = Images,
                Test = TestImages,
                Epochs = Epochs,
                LearningRate = LearningRate,
                Out = path,
                Seed = seed,
            },
            place);
    }

    private static Network Blueprint() => new(
        new Shape(1, 28, 28),
        [
            new Convolution(Zeros(Channels, 1, 7, 7), null, Window.Uniform(4, 3)),
            new Relu(),
            new Flatten(),
            new Dense(Zeros(10, Channels * 7 * 7)),
        ]);

    private static Tensor Zeros(params int[] extents)
    {
        var shape = new Shape(extents);
        return new Tensor(shape, new float[shape.Length]);
    }
}
