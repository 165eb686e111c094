namespace Espalier.Numerics.Random;

/// <summary>What a stream is for, so that equal seeds and tensor numbers of different uses never share numbers.</summary>
/// <remarks>The values are part of the file format: never change or reuse one.</remarks>
public enum StreamPurpose : uint
{
    /// <summary>The weights of a parent network.</summary>
    Parent = 0,

    /// <summary>Orders and subsets: shuffles of a training set, random masks.</summary>
    Order = 1,

    /// <summary>The synthetic digits.</summary>
    Glyphs = 2,

    /// <summary>The cells of an experiment.</summary>
    Experiment = 3,

    /// <summary>Initial weights and scores of training.</summary>
    Training = 4,

    /// <summary>Sampling inside an algorithm: starts of a search, resampling of a bootstrap.</summary>
    Sampling = 5,

    /// <summary>The generators of a mask code.</summary>
    Code = 6,

    /// <summary>The signs of a rotation.</summary>
    Rotation = 7,
}
