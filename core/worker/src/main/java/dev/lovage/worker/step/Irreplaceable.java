package dev.lovage.worker.step;

/** A step whose place no other can take, because others need of it what is nobody's but the worker's. It can be switched off. */
public interface Irreplaceable extends Bootstep {

    /** What to do instead, as a sentence. */
    String instead();
}
