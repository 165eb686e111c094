namespace Espalier.Work;

/// <summary>One thing that can be asked for.</summary>
/// <remarks>
/// The job checks the request, decides whatever the request leaves open, does the work and says what came out. It knows nothing of
/// who asks: a command, a page or a cluster makes the same request and shows the same answer.
/// </remarks>
/// <typeparam name="TRequest">
/// A plain immutable record of what is wanted, with sane defaults. It and its values can be written as JSON, sent and read elsewhere.
/// </typeparam>
/// <typeparam name="TAnswer">A plain record; its properties in camelCase, in their order, are the fields of the JSON document.</typeparam>
public interface IJob<in TRequest, TAnswer>
    where TRequest : notnull
    where TAnswer : notnull
{
    /// <summary>Does the work.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="place">Where it is done: threads, progress, cancellation. Nothing of it changes what is answered.</param>
    /// <exception cref="InvalidInputException">The request or a file cannot be used; the source is the file, or the field of the request.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled with nothing to answer; see <see cref="JobStoppedException"/>.</exception>
    Outcome<TAnswer> Run(TRequest request, Workplace place);
}
