package dev.lovage;

/**
 * Makes the objects that tasks written as instance methods run on. Asked once per class and process, on the first run.
 *
 * <p>Replace it to take them from a container: {@code Lovage.builder("shop").instances(spring::getBean)}.
 */
@FunctionalInterface
public interface InstanceProvider {

    /** The object to run a class's tasks on. */
    Object instance(Class<?> type) throws Exception;

    /** Calls the constructor without parameters, whatever its visibility. */
    static InstanceProvider byConstructor() {
        return Instances::construct;
    }
}
