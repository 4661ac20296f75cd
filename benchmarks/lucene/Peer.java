import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.IntField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.facet.Facets;
import org.apache.lucene.facet.FacetsCollector;
import org.apache.lucene.facet.FacetsConfig;
import org.apache.lucene.facet.LabelAndValue;
import org.apache.lucene.facet.sortedset.DefaultSortedSetDocValuesReaderState;
import org.apache.lucene.facet.sortedset.SortedSetDocValuesFacetCounts;
import org.apache.lucene.facet.sortedset.SortedSetDocValuesFacetField;
import org.apache.lucene.facet.sortedset.SortedSetDocValuesReaderState;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MultiCollectorManager;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopScoreDocCollectorManager;
import org.apache.lucene.facet.FacetsCollectorManager;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.MMapDirectory;

/**
 * Lucene as a peer of the engine benchmark: `build FOLDER` indexes JSON lines from standard input with one thread,
 * `serve FOLDER` answers questions, a JSON line each. Answers carry the milliseconds that the search took here.
 */
public final class Peer {
  private static final Gson GSON = new Gson();
  private static final Analyzer ANALYZER = new EnglishAnalyzer(CharArraySet.EMPTY_SET);
  private static final int TOP = 10;
  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  public static void main(String[] args) throws Exception {
    if (args[0].equals("build")) {
      build(Path.of(args[1]));
    } else {
      serve(Path.of(args[1]));
    }
  }

  private static FacetsConfig facets() {
    FacetsConfig config = new FacetsConfig();
    config.setMultiValued("person", true);
    config.setMultiValued("place", true);
    return config;
  }

  private static void build(Path folder) throws Exception {
    FacetsConfig config = facets();
    IndexWriterConfig options = new IndexWriterConfig(ANALYZER).setRAMBufferSizeMB(256);
    long started = cpu();
    long count = 0;
    try (FSDirectory directory = new MMapDirectory(folder);
        IndexWriter writer = new IndexWriter(directory, options)) {
      BufferedReader lines = input();
      for (String line = lines.readLine(); line != null; line = lines.readLine(), count++) {
        JsonObject item = GSON.fromJson(line, JsonObject.class);
        Document document = new Document();
        document.add(new TextField("title", item.get("title").getAsString(), Field.Store.NO));
        document.add(new TextField("body", item.get("body").getAsString(), Field.Store.NO));
        document.add(new IntField("day", item.get("day").getAsInt(), Field.Store.NO));
        for (String name : new String[] {"person", "place", "month"}) {
          item.get(name).getAsJsonArray().forEach(
              value -> document.add(new SortedSetDocValuesFacetField(name, value.getAsString())));
        }
        writer.addDocument(config.build(document));
      }
      writer.commit();
    }
    OUT.println(count / ((cpu() - started) / 1e9));
  }

  private static long cpu() {
    var bean = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return bean.getProcessCpuTime();
  }

  private static BufferedReader input() {
    return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
  }

  private static void serve(Path folder) throws Exception {
    try (DirectoryReader reader = DirectoryReader.open(new MMapDirectory(folder))) {
      IndexSearcher searcher = new IndexSearcher(reader);
      searcher.setQueryCache(null);
      SortedSetDocValuesReaderState state = new DefaultSortedSetDocValuesReaderState(reader, facets());
      OUT.println("{\"segments\":" + reader.leaves().size() + "}");
      BufferedReader lines = input();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonObject question = GSON.fromJson(line, JsonObject.class);
        long started = System.nanoTime();
        Map<String, Object> answer = answer(searcher, state, question);
        answer.put("ms", (System.nanoTime() - started) / 1e6);
        OUT.println(GSON.toJson(answer));
      }
    }
  }

  private static Map<String, Object> answer(
      IndexSearcher searcher, SortedSetDocValuesReaderState state, JsonObject question) throws Exception {
    Query query = query(question);
    TopScoreDocCollectorManager best = new TopScoreDocCollectorManager(TOP, Integer.MAX_VALUE);
    Map<String, Object> answer = new LinkedHashMap<>();
    if (!question.get("page").getAsBoolean()) {
      answer.put("total", searcher.search(query, best).totalHits.value);
      return answer;
    }
    Object[] found = searcher.search(query, new MultiCollectorManager(best, new FacetsCollectorManager()));
    answer.put("total", ((TopDocs) found[0]).totalHits.value);
    Facets counts = new SortedSetDocValuesFacetCounts(state, (FacetsCollector) found[1]);
    answer.put("person", counted(counts, "person", TOP));
    answer.put("place", counted(counts, "place", TOP));
    answer.put("month", counted(counts, "month", 400));
    return answer;
  }

  private static Map<String, Number> counted(Facets counts, String name, int limit) throws Exception {
    Map<String, Number> values = new LinkedHashMap<>();
    var found = counts.getTopChildren(limit, name);
    if (found != null) {
      for (LabelAndValue value : found.labelValues) {
        values.put(value.label, value.value);
      }
    }
    return values;
  }

  private static Query query(JsonObject question) throws Exception {
    String form = question.get("form").getAsString();
    var words = question.get("words").getAsJsonArray();
    Query query;
    if (form.equals("prefix")) {
      query = new PrefixQuery(new Term("body", words.get(0).getAsString()));
    } else if (form.equals("phrase")) {
      PhraseQuery.Builder builder = new PhraseQuery.Builder();
      for (var word : words) {
        builder.add(new Term("body", stem(word.getAsString())));
      }
      query = builder.build();
    } else {
      BooleanQuery.Builder builder = new BooleanQuery.Builder();
      for (var word : words) {
        builder.add(new TermQuery(new Term("body", stem(word.getAsString()))),
            form.equals("or") ? BooleanClause.Occur.SHOULD : BooleanClause.Occur.MUST);
      }
      query = builder.build();
    }
    if (question.has("first")) {
      query = new BooleanQuery.Builder()
          .add(query, BooleanClause.Occur.MUST)
          .add(IntField.newRangeQuery("day", question.get("first").getAsInt(), question.get("last").getAsInt()),
              BooleanClause.Occur.FILTER)
          .build();
    }
    return query;
  }

  private static String stem(String word) throws Exception {
    try (TokenStream stream = ANALYZER.tokenStream("body", word)) {
      CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
      stream.reset();
      stream.incrementToken();
      String found = term.toString();
      stream.end();
      return found;
    }
  }
}
