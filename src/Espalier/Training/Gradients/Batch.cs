using Espalier.Numerics;

namespace Espalier.Training.Gradients;

/// <summary>What decides which inputs a ReLU or a maximum hands on.</summary>
internal enum Gates
{
    /// <summary>The inputs.</summary>
    Free,

    /// <summary>The inputs, and it is remembered.</summary>
    Recorded,

    /// <summary>What is remembered, whatever the inputs: then a network is linear in each of its layers.</summary>
    Held,
}

/// <summary>The batch at work, and who works on it.</summary>
internal sealed class Batch(int capacity, MatrixWorkspace workspace)
{
    /// <summary>The most examples.</summary>
    public int Capacity => capacity;

    /// <summary>The examples of this batch.</summary>
    public int Count { get; private set; }

    /// <summary>The distance between the rows of a value.</summary>
    public int Stride { get; private set; }

    /// <summary>The threads that may work; they never change a result.</summary>
    public int Threads { get; private set; }

    /// <summary>What decides about gates.</summary>
    public Gates Gates { get; set; }

    public MatrixWorkspace Workspace => workspace;

    public Crew Crew { get; } = new();

    public void Begin(int count, int threads)
    {
        Count = count;
        Stride = Lanes.Padded(count);
        Threads = threads;
    }
}

/// <summary>Work on stretches of a batch's numbers, each of which is worth another thread.</summary>
internal sealed class Stretches(Action<int, int> work) : ICrewWork
{
    private const int Stretch = 1 << 15;

    private int _length;

    /// <summary>Calls the work with the start and the length of every stretch.</summary>
    public void Run(Batch batch, int length)
    {
        _length = length;
        batch.Crew.Run(this, (length + Stretch - 1) / Stretch, batch.Threads);
    }

    public void Do(int piece, int worker) => work(piece * Stretch, Math.Min(Stretch, _length - (piece * Stretch)));
}

/// <summary>Work in pieces that do not depend on the number of threads.</summary>
internal sealed class Pieces(Action<int> work) : ICrewWork
{
    public void Run(Batch batch, int pieces) => batch.Crew.Run(this, pieces, batch.Threads);

    public void Do(int piece, int worker) => work(piece);
}
