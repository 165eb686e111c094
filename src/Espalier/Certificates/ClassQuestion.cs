namespace Espalier.Certificates;

/// <summary>Asks whether the largest output of A is a largest output of B too, wherever in a domain A is sure enough of it.</summary>
/// <param name="Domain">The inputs.</param>
/// <param name="Confidence">Only where A's softmax share of its largest output is at least this; null for everywhere.</param>
/// <param name="Margin">Only where A's largest output is at least this above all others.</param>
public sealed record ClassQuestion(Domain Domain, double? Confidence = null, double Margin = 0);
