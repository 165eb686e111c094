using System.Text.Json;
using Espalier.Lab.Specifications;

namespace Espalier.Lab.Clusters;

/// <summary>
/// An indexed job for Kubernetes. Its fields and their types are checked against what the schema of <c>batch/v1</c> says of them, by a test of this
/// project; no cluster has run it. The password of the store comes from a secret called <c>espalier</c> with a key <c>password</c>.
/// </summary>
public static class KubernetesManifest
{
    /// <summary>The manifest.</summary>
    /// <param name="workers">The workers.</param>
    /// <param name="image">The image that holds the program.</param>
    public static string Of(WorkerArray workers, string image)
    {
        ArgumentNullException.ThrowIfNull(workers);
        ArgumentException.ThrowIfNullOrEmpty(image);
        return Invariant($"""
            # Its fields fit the schema of batch/v1, but no cluster has run it. Wants a secret "espalier" with the key "password".
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: {workers.Name}
            spec:
              completions: {workers.Workers}
              parallelism: {workers.AtOnce ?? workers.Workers}
              completionMode: Indexed
              backoffLimit: {10 * workers.Workers}
              template:
                spec:
                  restartPolicy: OnFailure
                  terminationGracePeriodSeconds: {workers.Notice}
                  containers:
                    - name: worker
                      image: {Quoted(image)}
                      command: [{string.Join(", ", workers.Command.Select(Quoted))}]
                      env:
                        - name: PGPASSWORD
                          valueFrom:
                            secretKeyRef: {"{"}name: espalier, key: password{"}"}
                      resources:
                        requests: {"{"}cpu: "{workers.Threads}"{Memory(workers)}{"}"}
                        limits: {"{"}cpu: "{workers.Threads}"{Memory(workers)}{"}"}

            """).ReplaceLineEndings("\n");
    }

    private static string Memory(WorkerArray workers) =>
        workers.Memory is { Length: > 0 } memory ? Invariant($", memory: {CellResources.ParseMemory(memory)}Mi") : "";

    private static string Quoted(string text) => JsonSerializer.Serialize(text);
}
