namespace Espalier.Lab.Specifications;

/// <summary>A specification of a program to start from.</summary>
public static class CommandTemplate
{
    /// <summary>It can be run as it stands: the program is one line of awk.</summary>
    public static string Text { get; } = """
        # Any program as an experiment: one call for each cell.
        experiment: command
        store: results.db  # where the records go, relative to this file, or postgresql://user@host/database
        # Arguments, never a shell. {name} is a parameter; {seed}, {replicate}, {cell}, {threads} and {scratch} are the cell's own.
        command: [awk, 'BEGIN {{ srand({seed}); print "{{\"accuracy\": " 0.9 - {rate} * rand() "}}" }}']
        # shell: 'python3 train.py --rate "$rate" | tail -n 1'  # instead of command; the shell gets the values as variables
        measures:  # share (0 to 1), number, integer, flag or text; read from the last JSON object on stdout
          accuracy: share
          # loss: {type: number, unit: nats, optional: true, pattern: 'loss: ([0-9.]+)'}
        # results: {file: "{scratch}/results.json"}  # a JSON file instead of stdout
        # folder: experiments  # where the program runs, relative to this file
        # environment: {MODE: fast}
        # timeout: 600  # seconds
        # retries: 2
        # files: [model.py]  # what else the program is made of: a change is not mixed with what was done before
        # revision: 1  # raise it when the program computes something else; all cells run anew
        # resources: {threads: 1, memory: 2G}
        replicates: 10
        grid:
          rate: {from: 0.1, to: 0.5, step: 0.1}

        """;
}
