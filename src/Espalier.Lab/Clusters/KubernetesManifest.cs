using System.Text.Json;

namespace Espalier.Lab.Clusters;

/// <summary>
/// An indexed job for Kubernetes. It was checked against the schema of <c>batch/v1</c> only; no cluster has run it. The password of the store comes
/// from a secret called <c>espalier</c> with a key <c>password</c>.
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
            # Checked against the schema of batch/v1 only: no cluster has run it. Wants a secret "espalier" with the key "password".
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

    /// <summary>SLURM's 4G is 4Gi there.</summary>
    private static string Memory(WorkerArray workers) => workers.Memory is not { Length: > 0 } memory ? ""
        : $", memory: {memory}{(char.IsAsciiDigit(memory[^1]) ? "Mi" : "i")}";

    private static string Quoted(string text) => JsonSerializer.Serialize(text);
}
