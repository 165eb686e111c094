namespace Espalier.Certificates.Relaxations;

/// <summary>Where two networks' values a and b before a ReLU lie, and where d = a − b lies.</summary>
internal readonly record struct DifferenceRange(double LowerA, double UpperA, double LowerB, double UpperB, double LowerD, double UpperD);
