namespace Espalier.Training;

/// <summary>The numbers of one step of gradient descent, in the format in which kernels compute.</summary>
internal readonly record struct StepSettings(float Rate, float Momentum, float Decay);
