namespace Espalier.Certificates.Relaxations;

/// <summary>How much work goes into bounding symbols together.</summary>
internal enum Coupling
{
    /// <summary>Symbols count one by one.</summary>
    None,

    /// <summary>All outputs share one scaling of what their symbols stand for.</summary>
    Shared,

    /// <summary>Then every output that may be the largest has its own.</summary>
    Single,
}
