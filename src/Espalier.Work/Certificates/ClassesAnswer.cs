namespace Espalier.Work.Certificates;

/// <summary>Whether two networks predict the same class, and an input at which they do not.</summary>
/// <param name="Status">Proved, refuted, undecided or cancelled.</param>
/// <param name="Witness">The input at which they surely differ, or null.</param>
/// <param name="ClassA">The class of the first network there.</param>
/// <param name="ClassB">The class of the second.</param>
/// <param name="Confidence">How sure the first network has to be, as a softmax share; null for not at all.</param>
/// <param name="Margin">How far its largest output has to be above the others.</param>
/// <param name="Method">How it was found, in one phrase.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Splits">How often the domain was divided.</param>
public sealed record ClassesAnswer(
    CertifiedStatus Status,
    double[]? Witness,
    int? ClassA,
    int? ClassB,
    double? Confidence,
    double Margin,
    string Method,
    double Seconds,
    long Splits);
