namespace Espalier.Work.Certificates;

/// <summary>The answers of a satisfiability query.</summary>
public enum Satisfiability
{
    /// <summary>There are such inputs, and here they are.</summary>
    Sat = 0,

    /// <summary>There are none.</summary>
    Unsat = 1,

    /// <summary>Neither is proved.</summary>
    Unknown = 2,
}

/// <summary>The values of one tensor that a query declares.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its elements, as the query writes it.</param>
/// <param name="Shape">Its extents.</param>
/// <param name="Values">Its elements row by row: inputs exactly, outputs rounded.</param>
public sealed record QueryTensor(string Name, string Type, int[] Shape, string[] Values);

/// <summary>What a VNN-LIB file asks, answered.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="Assignment">Where it is sat: every tensor in the order of its declaration; the assertions hold at these decimals exactly.</param>
/// <param name="Method">How the answer was found, in one phrase.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Splits">How often the domain was divided.</param>
/// <param name="Version">The version of the format.</param>
public sealed record QueryAnswer(Satisfiability Answer, QueryTensor[]? Assignment, string Method, double Seconds, long Splits, int Version);
