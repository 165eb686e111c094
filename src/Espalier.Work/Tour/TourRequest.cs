namespace Espalier.Work.Tour;

/// <summary>Everything once, on what is built in.</summary>
public sealed record TourRequest
{
    /// <summary>The folder of the report, the networks, the tickets and the records.</summary>
    public string Out { get; init; } = "tour";

    /// <summary>How the caller asks for each step by itself: the report prints it.</summary>
    public TourCommands Commands { get; init; } = new();

    /// <summary>The seed of the parents and of what is measured.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>The steps of the tour, and what to do after it, in the caller's own language.</summary>
public sealed record TourCommands
{
    /// <summary>Trains the network, and finds it in a random one.</summary>
    public string[] Find { get; init; } = [];

    /// <summary>The same with coded masks.</summary>
    public string[] Coded { get; init; } = [];

    /// <summary>Bounds how far both are from the network.</summary>
    public string[] Certify { get; init; } = [];

    /// <summary>Prunes the network and times what is left.</summary>
    public string[] Prune { get; init; } = [];

    /// <summary>What is proven about neurons, and measured.</summary>
    public string[] Neurons { get; init; } = [];

    /// <summary>Opens the web laboratory on the same folder.</summary>
    public string[] Laboratory { get; init; } = [];

    /// <summary>The same for the caller's own network.</summary>
    public string[] Next { get; init; } = [];
}
