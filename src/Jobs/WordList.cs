namespace Purser.Jobs;

/// <summary>The words of some texts, in order: what phrases are looked for in.</summary>
public sealed class WordList
{
    private const int CharactersPerWord = 6;

    private readonly List<Word> words;

    /// <summary>Takes the words; none of a phrase is found partly in one text and partly in the next.</summary>
    public WordList(params ReadOnlySpan<string> texts)
    {
        var characters = 0;
        foreach (var text in texts)
        {
            characters += text.Length;
        }

        words = new List<Word>((characters / CharactersPerWord) + texts.Length);
        foreach (var text in texts)
        {
            Add(text);
        }
    }

    internal int Count => words.Count;

    /// <summary>A word as it is written; empty between two texts.</summary>
    internal ReadOnlySpan<char> this[int index] => words[index].Span;

    private void Add(string text)
    {
        for (var at = 0; WordScanner.Next(text, ref at, out var word);)
        {
            words.Add(new Word(text, word.Start.Value, word.End.Value));
        }

        words.Add(default);
    }

    private readonly record struct Word(string? Text, int Start, int End)
    {
        public ReadOnlySpan<char> Span => Text.AsSpan(Start, End - Start);
    }
}
